using GmmVae.Domain;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Training;

/// <summary>The engines that there are, by the names that files call them.</summary>
internal static class EngineCatalogue
{
    private const string TorchType = "GmmVae.Engine.Torch.TorchEngine, GmmVae.Engine.Torch";
    private const string Torch = "torch";
    private const string Cpu = "cpu";

    /// <summary>What trains and runs models where nothing else is asked for: the one place that says so.</summary>
    internal static IEngine Default => ManagedEngine.Instance;

    /// <summary>The engine of a name on its device; or why it cannot run here: it is not part of the program, libtorch cannot be loaded, or
    /// there is no such device.</summary>
    internal static Either<ErrorText, IEngine> Open(EngineName name) =>
        name.Engine != Torch && name.Engine != EngineName.Managed.Engine ? Left<ErrorText, IEngine>(
            $"{Setting.Engine}: there is no engine {name.Engine}")
        : name.Device is not (Cpu or "cuda") ? Left<ErrorText, IEngine>($"{Setting.Device}: there is no device {name.Device}")
        : name.Engine == Torch ? OpenTorch(name.Device)
        : name.Device == Cpu ? Right<ErrorText, IEngine>(Default)
        : Left<ErrorText, IEngine>(
            $"{Setting.Device}: the managed engine computes on the processor alone; give {Setting.Engine} torch, "
            + $"or leave {Setting.Device} out");

    /// <summary>Why a training cannot be shared among processes or shards, where sums are in no fixed order.</summary>
    internal static Option<ErrorText> Sharing(EngineName name, int shards, int ranks) =>
        name.Engine != Torch || (shards <= 1 && ranks <= 1) ? Option<ErrorText>.None : Some<ErrorText>(
            $"{Setting.Engine}: torch trains in one process and one shard of a batch: several rest on sums in one order, which "
            + $"libtorch does not promise.\n  Leave out mpirun and {Setting.Shards}, or give {Setting.Engine} managed.");

    /// <summary>The assembly is found by its name, so that this one needs no TorchSharp.</summary>
    private static Either<ErrorText, IEngine> OpenTorch(string device)
    {
        var open = Type.GetType(TorchType)?.GetMethod("Open", [typeof(string)])?.CreateDelegate<Func<string, IEngine>>();
        if (open is null)
            return Left<ErrorText, IEngine>(
                $"{Setting.Engine}: torch is no part of this program.\n"
                + $"  Add the packages GmmVae.Torch and TorchSharp-cpu to a program of your own, or build the command line with "
                + $"-p:Torch=cpu (see docs/engines.md).");
        try
        {
            return Right<ErrorText, IEngine>(open(device));
        }
        catch (NotSupportedException unable)
        {
            var setting = device == Cpu ? Setting.Engine : Setting.Device;
            return Left<ErrorText, IEngine>(
                $"{setting}: {unable.Message}\n  The command line is built for it with -p:Torch={device} (see docs/engines.md).");
        }
    }
}
