using GmmVae.Domain;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed;

namespace GmmVae;

/// <summary>What computes; see docs/engines.md.</summary>
public enum ComputeEngine
{
    /// <summary>The library's own, on the processor: the same bits everywhere.</summary>
    Managed,

    /// <summary>
    /// TorchSharp, in one process: close results, not the same bits. The program adds the package GmmVae.Torch and libtorch for its device.
    /// </summary>
    Torch,
}

/// <summary>Where an engine computes.</summary>
public enum ComputeDevice
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>The first CUDA device, by <see cref="ComputeEngine.Torch"/>.</summary>
    Cuda,
}

/// <summary>What computes, and where; a training goes on with what it began with, a trained model runs on any.</summary>
public abstract record ComputeOptions
{
    private protected ComputeOptions()
    {
    }

    /// <summary>What computes; by default the library's own engine.</summary>
    public ComputeEngine Engine { get; init; }

    /// <summary>Where it computes; by default on the processor.</summary>
    public ComputeDevice Device { get; init; }

    internal EngineChoice Choice => new(Engine, Device);
}

/// <summary>An engine and its device, as a user chooses them.</summary>
internal readonly record struct EngineChoice(ComputeEngine Engine, ComputeDevice Device)
{
    private const string TorchType = "GmmVae.Engine.Torch.TorchEngine, GmmVae.Engine.Torch";

    /// <summary>What files call it.</summary>
    internal EngineName Name => new(Lower(Engine), Lower(Device));

    /// <summary>What a run has begun with.</summary>
    /// <exception cref="GmmVaeException">There is no such engine.</exception>
    internal static EngineChoice Of(EngineName name)
    {
        var all = from engine in Enum.GetValues<ComputeEngine>()
                  from device in Enum.GetValues<ComputeDevice>()
                  select new EngineChoice(engine, device);
        return all.Cast<EngineChoice?>().FirstOrDefault(choice => choice!.Value.Name == name) ?? throw new GmmVaeException(
            FailureKind.Data,
            $"The run was begun with an engine that there is not: '{name.Engine}' on '{name.Device}'.\n"
            + "  Go on with the version that began it, or start a new run.");
    }

    /// <summary>The engine, after a look at whether it can run here.</summary>
    /// <exception cref="GmmVaeException">It is not part of the program, libtorch cannot be loaded, or there is no such device.</exception>
    internal IEngine Open()
    {
        if (!Enum.IsDefined(Engine))
            throw Wrong($"{Setting.Engine}: there is no engine {(int)Engine}");
        if (!Enum.IsDefined(Device))
            throw Wrong($"{Setting.Device}: there is no device {(int)Device}");
        if (Engine == ComputeEngine.Torch)
            return OpenTorch(Device);
        return Device == ComputeDevice.Cpu ? DefaultEngine.Instance : throw Wrong(
            $"{Setting.Device}: the managed engine computes on the processor alone; give {Setting.Engine} torch, "
            + $"or leave {Setting.Device} out");
    }

    /// <summary>Refuses to share a training where sums are in no fixed order.</summary>
    /// <param name="shards">Parts of a batch.</param>
    /// <param name="ranks">Processes.</param>
    internal void RequireSharing(int shards, int ranks)
    {
        if (Engine == ComputeEngine.Torch && (shards > 1 || ranks > 1))
            throw Wrong(
                $"{Setting.Engine}: torch trains in one process and one shard of a batch: several rest on sums in one order, which "
                + $"libtorch does not promise.\n  Leave out mpirun and {Setting.Shards}, or give {Setting.Engine} managed.");
    }

    /// <summary>The assembly is found by its name, so that this one needs no TorchSharp.</summary>
    private static IEngine OpenTorch(ComputeDevice device)
    {
        var open = Type.GetType(TorchType)?.GetMethod("Open", [typeof(string)])?.CreateDelegate<Func<string, IEngine>>();
        if (open is null)
            throw Wrong(
                $"{Setting.Engine}: torch is no part of this program.\n"
                + $"  Add the packages GmmVae.Torch and TorchSharp-cpu to a program of your own, or build the command line with "
                + $"-p:Torch=cpu (see docs/engines.md).");
        try
        {
            return open(Lower(device));
        }
        catch (NotSupportedException unable)
        {
            var (setting, build) = device == ComputeDevice.Cpu ? (Setting.Engine, "cpu") : (Setting.Device, "cuda");
            throw Wrong($"{setting}: {unable.Message}\n  The command line is built for it with -p:Torch={build} (see docs/engines.md).");
        }
    }

    private static string Lower<T>(T name) where T : struct, Enum => name.ToString().ToLowerInvariant();

    private static GmmVaeException Wrong(ErrorText error) => new(FailureKind.Usage, error);
}

/// <summary>What trains and runs models where nothing else is asked for: the one place that says so.</summary>
internal static class DefaultEngine
{
    internal static IEngine Instance => ManagedEngine.Instance;
}
