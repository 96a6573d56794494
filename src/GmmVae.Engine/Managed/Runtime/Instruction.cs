using GmmVae.Domain.Graphs;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Kernels;

namespace GmmVae.Engine.Managed.Runtime;

/// <summary>
/// One step of a plan: reads regions, writes regions, allocates nothing. Parts write different elements, and each element
/// is computed the same way whatever the number of parts.
/// </summary>
internal abstract class Instruction : IParallelWork
{
    /// <summary>Below this much work, waking other workers costs more than it saves.</summary>
    private const long SharedWork = 1 << 16;

    /// <param name="node">The node of the graph that it computes; the last one, when it computes several.</param>
    /// <param name="work">About how many floats it goes through, transcendental functions counted several times.</param>
    protected Instruction(int node, long work)
    {
        Node = node;
        IsShared = work >= SharedWork;
    }

    /// <summary>The node of the graph that it computes; the last one, when it computes several.</summary>
    public int Node { get; }

    /// <summary>Whether it is large enough to be worth several workers.</summary>
    public bool IsShared { get; }

    /// <summary>Does one share of the work.</summary>
    public abstract void Run(int part, int parts);

    /// <summary>Runs, with all workers if large enough.</summary>
    public void RunOn(WorkerPool workers)
    {
        if (IsShared && workers.Threads > 1)
            workers.Run(this);
        else
            Run(0, 1);
    }

    /// <summary>Runs alone and checks; the first node whose result is not finite, or −1.</summary>
    public virtual int RunChecked()
    {
        Run(0, 1);
        return NumericGuard.IsSound(Result) ? -1 : Node;
    }

    /// <summary>What it wrote.</summary>
    protected abstract ReadOnlySpan<float> Result { get; }
}

/// <summary>
/// Copies blocks of equal length: block i from <c>source[i · sourceStride]</c> to <c>target[i · targetStride]</c>. A slice, a part of a
/// concatenation, or a whole value.
/// </summary>
internal sealed class CopyInstruction(
    int node, int blocks, int length, Region source, int sourceStride, Region target, int targetStride)
    : Instruction(node, (long)blocks * length)
{
    /// <summary>Copies a whole value.</summary>
    public CopyInstruction(int node, Region source, Region target)
        : this(node, 1, source.Length, source, source.Length, target, source.Length)
    {
    }

    /// <summary>Nothing to check: what is copied was checked where it was computed.</summary>
    protected override ReadOnlySpan<float> Result => [];

    public override void Run(int part, int parts)
    {
        if (blocks == 1)
        {
            var (start, end) = Share.Of(length, 16, part, parts);
            source.Span[start..end].CopyTo(target.Span[start..]);
            return;
        }

        var from = source.Span;
        var to = target.Span;
        var (first, last) = Share.Of(blocks, 1, part, parts);
        for (var block = first; block < last; block++)
            from.Slice(block * sourceStride, length).CopyTo(to.Slice(block * targetStride, length));
    }
}

/// <summary>Images to their patches, or patches summed into images.</summary>
internal sealed class PatchInstruction(int node, bool isFold, PatchGrid grid, Region operand, Region output)
    : Instruction(node, isFold ? operand.Length : output.Length)
{
    private readonly int rows = (isFold ? output.Length : operand.Length) / grid.Image.Features;

    protected override ReadOnlySpan<float> Result => output.Span;

    public override void Run(int part, int parts)
    {
        if (isFold)
            Patches.Fold(grid, rows, operand.Span, output.Span, part, parts);
        else
            Patches.Unfold(grid, rows, operand.Span, output.Span, part, parts);
    }
}

/// <summary>A matrix product.</summary>
internal sealed class MatMulInstruction(
    int node, Op.MatMul product, int rows, int columns, int inner, Region left, Region right, Region output, Workspace workspace)
    : Instruction(node, (long)rows * columns * inner / OperationsPerFloat)
{
    /// <summary>Multiply-adds in the time that an elementwise step takes for one float.</summary>
    private const int OperationsPerFloat = 8;

    private float[] largest = [];

    /// <summary>Among these numbers is the largest magnitude of the last result, NaN above infinity, once it is kept.</summary>
    public ReadOnlySpan<float> Largest => largest;

    protected override ReadOnlySpan<float> Result => output.Span;

    /// <summary>Keeps the largest magnitude from now on, of up to so many parts: cheaper than to look at the result later.</summary>
    public void KeepLargest(int parts) => largest = new float[parts * Gemm.LargestLength];

    public override void Run(int part, int parts) => Gemm.Multiply(
        VectorPaths.Best, product.TransposeLeft, product.TransposeRight, rows, columns, inner,
        left.Span, right.Span, output.Span, workspace.Span, largest, part, parts);
}

/// <summary>A sum or maximum over the middle axis of [outer, middle, inner].</summary>
internal sealed class ReduceInstruction(
    int node, ReductionKind kind, ReducePass pass, Region operand, Region output)
    : Instruction(node, pass.Size == 1 ? 0 : (long)pass.Size * pass.Middle)
{
    protected override ReadOnlySpan<float> Result => output.Span;

    public override void Run(int part, int parts)
    {
        if (kind == ReductionKind.Sum)
            Reductions.Sum(operand.Span, pass.Outer, pass.Middle, pass.Inner, output.Span, part, parts);
        else
            Reductions.Max(operand.Span, pass.Outer, pass.Middle, pass.Inner, output.Span, part, parts);
    }
}

/// <summary>ln Σ eˣ over the last axis of [outer, inner], or x less it.</summary>
internal sealed class LogSpaceInstruction(int node, bool isSoftmax, int outer, int inner, Region operand, Region output)
    : Instruction(node, (long)outer * inner * ElementwiseKernels.TranscendentalWork)
{
    protected override ReadOnlySpan<float> Result => output.Span;

    public override void Run(int part, int parts)
    {
        if (isSoftmax)
            LogSpace.LogSoftmax(operand.Span, outer, inner, output.Span, part, parts);
        else
            LogSpace.LogSumExp(operand.Span, outer, inner, output.Span, part, parts);
    }
}

/// <summary>
/// Scratch that every instruction of a plan may use while it runs; instructions run one after the other, so all share it.
/// </summary>
internal sealed class Workspace : IDisposable
{
    private Arena? arena;

    /// <summary>The number of floats.</summary>
    public int Length { get; private set; }

    /// <summary>The floats.</summary>
    /// <exception cref="InvalidOperationException">Not allocated yet.</exception>
    public Span<float> Span => Arena.Span(0, Length);

    /// <summary>The memory of the floats.</summary>
    /// <exception cref="InvalidOperationException">Not allocated yet.</exception>
    public Arena Arena => arena ?? throw new InvalidOperationException("The workspace is not allocated yet.");

    /// <summary>Asks for at least so many floats, before they are allocated.</summary>
    public void Reserve(int length) => Length = Math.Max(Length, length);

    /// <summary>Allocates what was asked for.</summary>
    public void Allocate() => arena = new Arena(Math.Max(Length, 1));

    /// <summary>Frees the floats.</summary>
    public void Dispose() => arena?.Dispose();
}
