using GmmVae.Domain.Graphs;
using GmmVae.Engine.Engines;
using TorchSharp;

namespace GmmVae.Engine.Torch;

/// <summary>
/// Runs everything on TorchSharp, on the processor or on a GPU. Sums are in an order of libtorch's choice: results are close to those of
/// the library's own engine, not the same bits, and one run may differ from another in the last digits. Needs libtorch beside the program:
/// the package TorchSharp-cpu, or TorchSharp-cuda-windows or TorchSharp-cuda-linux for a GPU.
/// </summary>
public sealed class TorchEngine : IEngine
{
    private readonly TorchDevice device;

    /// <summary>An engine on a device, which is tried.</summary>
    /// <param name="device">Where.</param>
    /// <exception cref="NotSupportedException">libtorch cannot be loaded, or there is no such device; the message says what to
    /// add.</exception>
    public TorchEngine(TorchDevice device = TorchDevice.Cpu) =>
        this.device = WhyUnavailable(device) is { } why ? throw new NotSupportedException(why) : device;

    /// <summary>An engine on a device by its name; what finds this assembly at run time calls it.</summary>
    /// <param name="device"><c>cpu</c> or <c>cuda</c>.</param>
    /// <exception cref="NotSupportedException">As of the constructor.</exception>
    public static IEngine Open(string device) => new TorchEngine(device == "cuda" ? TorchDevice.Cuda : TorchDevice.Cpu);

    /// <summary><c>torch</c>.</summary>
    public string Name => "torch";

    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    public string Device => device == TorchDevice.Cuda ? "cuda" : "cpu";

    /// <summary>Why the engine cannot run on a device, and what to do about it; null if it can.</summary>
    /// <param name="device">Where.</param>
    public static string? WhyUnavailable(TorchDevice device = TorchDevice.Cpu)
    {
        try
        {
            using var tried = torch.zeros(1);
            return device == TorchDevice.Cuda && !torch.cuda.is_available()
                ? "libtorch finds no CUDA device: this needs an NVIDIA GPU with its driver, and the package TorchSharp-cuda-linux or "
                    + "TorchSharp-cuda-windows instead of TorchSharp-cpu."
                : null;
        }
        catch (Exception error) when (
            error is DllNotFoundException or NotSupportedException or TypeInitializationException or EntryPointNotFoundException)
        {
            var reason = (error.GetBaseException() as DllNotFoundException)?.Message ?? error.Message;
            return "libtorch cannot be loaded: add the package TorchSharp-cpu to the program, or TorchSharp-cuda-linux or "
                + $"TorchSharp-cuda-windows for a GPU ({reason}).";
        }
    }

    IPlan IEngine.Compile(Graph graph, int batch, ParameterStore store, WorkerPool workers, IRankGroup ranks)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(workers);
        if (ranks.Count > 1)
            throw new NotSupportedException(
                "The engine torch trains in one process: a training of several ranks rests on sums in one order, which libtorch does not "
                + "promise. Use the managed engine.");
        return store.Device is TorchStore held
            ? TorchPlan.Compile(graph, batch, held, store, workers)
            : throw new ArgumentException("The store was made for another engine.", nameof(store));
    }

    IDeviceStore? IEngine.Hold(ParameterStore store) =>
        new TorchStore(store, torch.device(device == TorchDevice.Cuda ? DeviceType.CUDA : DeviceType.CPU));
}
