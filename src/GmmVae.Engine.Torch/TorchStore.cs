using System.Runtime.InteropServices;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Engines;
using TorchSharp;

namespace GmmVae.Engine.Torch;

/// <summary>
/// A store's tensors on a device. Each has one tensor for good, whose numbers change in place: what plans make of it once, such as a
/// transposed view, stays valid. Plans that only read it may run and be compiled on several threads at once.
/// </summary>
/// <param name="store">The store, whose own memory counts for everything at first.</param>
/// <param name="device">Where the tensors are.</param>
internal sealed class TorchStore(ParameterStore store, torch.Device device) : IDeviceStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, torch.Tensor> tensors = new(StringComparer.Ordinal);

    /// <summary>What is newer in the store's own memory, where it may have been written.</summary>
    private readonly HashSet<string> newerOnHost = new(StringComparer.Ordinal);

    /// <summary>What a plan has replaced since it was last fetched.</summary>
    private readonly HashSet<string> newerHere = new(StringComparer.Ordinal);

    internal torch.Device Device => device;

    /// <summary>Whether the tensors are in the memory of the processor.</summary>
    internal bool IsNear => device.type == DeviceType.CPU;

    public void Fetch(string name, Span<float> host)
    {
        lock (gate)
            if (newerHere.Remove(name))
                Copy(tensors[name], host);
    }

    public void Invalidate(string name)
    {
        lock (gate)
            if (tensors.ContainsKey(name))
                newerOnHost.Add(name);
    }

    public void Dispose()
    {
        foreach (var tensor in tensors.Values)
            tensor.Dispose();
        tensors.Clear();
    }

    /// <summary>The tensor of an input; its numbers count after <see cref="Bring"/>.</summary>
    internal torch.Tensor TensorOf(Op.Input input)
    {
        lock (gate)
        {
            if (tensors.TryGetValue(input.Name, out var found))
                return found;
            var made = torch.zeros(TorchRules.Longs(input.Shape.Bind(1)), device: device).DetachFromDisposeScope();
            tensors.Add(input.Name, made);
            newerOnHost.Add(input.Name);
            return made;
        }
    }

    /// <summary>Takes from the store's own memory what may have been written there.</summary>
    internal void Bring()
    {
        lock (gate)
        {
            foreach (var name in newerOnHost)
                Copy(store.RegionOf(name).Span, tensors[name]);
            newerOnHost.Clear();
        }
    }

    /// <summary>Says that a plan has replaced a tensor's numbers.</summary>
    internal void Replaced(string name)
    {
        lock (gate)
            newerHere.Add(name);
    }

    /// <summary>The numbers of a contiguous tensor in the memory of the processor.</summary>
    internal static Span<float> Span(torch.Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    /// <summary>The numbers of a tensor wherever it is, in row-major order.</summary>
    internal static void Copy(torch.Tensor from, Span<float> to)
    {
        using var near = from.cpu();
        using var whole = near.contiguous();
        Span(whole).CopyTo(to);
    }

    private void Copy(ReadOnlySpan<float> from, torch.Tensor to)
    {
        if (IsNear)
        {
            from.CopyTo(Span(to));
            return;
        }

        using var near = torch.tensor(from.ToArray(), to.shape);
        to.copy_(near);
    }
}
