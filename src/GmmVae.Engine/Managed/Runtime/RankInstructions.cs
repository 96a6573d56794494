using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Kernels;

namespace GmmVae.Engine.Managed.Runtime;

/// <summary>
/// Begins the sum of a value over all ranks; <see cref="AwaitInstruction"/> ends it. Neighbours read each other's parts where they are, so
/// that each adds up only what it needs; then one of each machine exchanges sums with the others.
/// </summary>
/// <param name="node">The node that it computes.</param>
/// <param name="operand">This rank's part.</param>
/// <param name="output">The sum.</param>
/// <param name="shared">Where neighbours find the parts.</param>
/// <param name="received">Room for what other machines send.</param>
/// <param name="slot">The number of the sum.</param>
/// <param name="ranks">Who compute the parts.</param>
internal sealed class RankSumInstruction(
    int node, Region operand, Region output, SharedSum shared, Region received, int slot, IRankGroup ranks)
    : Instruction(node, 0)
{
    /// <summary>This rank's part: what is awaited is checked with what reads it.</summary>
    protected override ReadOnlySpan<float> Result => operand.Span;

    private bool HasOtherMachines => ranks.Count > ranks.Neighbours;

    public override void Run(int part, int parts)
    {
        shared.Bring(operand);
        if (!HasOtherMachines)
            return;
        ranks.Meet();
        shared.AddUp();
        ranks.BeginSum(shared.Sum, received.Span, slot, ranks.Neighbours);
    }

    /// <summary>Waits for the sum; neighbours have met.</summary>
    public void Await()
    {
        if (HasOtherMachines)
            ranks.EndSum(shared.Sum, received.Span, slot, ranks.Neighbours);
        else
            shared.AddUp();
    }

    /// <summary>Checks this rank's part only, since ranks may find different numbers wrong and then no longer meet.</summary>
    public override int RunChecked()
    {
        operand.Span.CopyTo(output.Span);
        return NumericGuard.IsSound(Result) ? -1 : Node;
    }
}

/// <summary>Waits for sums over all ranks, just before something reads one of them.</summary>
internal sealed class AwaitInstruction(RankSumInstruction[] sums, IRankGroup ranks) : Instruction(sums[^1].Node, 0)
{
    protected override ReadOnlySpan<float> Result => [];

    public override void Run(int part, int parts)
    {
        ranks.Meet();
        foreach (var sum in sums)
            sum.Await();
    }

    public override int RunChecked() => -1;
}

/// <summary>Waits for all neighbours: what follows may change what they have read before, or read what they have changed.</summary>
internal sealed class BarrierInstruction(IRankGroup ranks) : Instruction(-1, 0)
{
    protected override ReadOnlySpan<float> Result => [];

    public override void Run(int part, int parts) => ranks.Meet();

    public override int RunChecked() => -1;
}

/// <summary>The sum of what neighbours have in memory that they share, or as much of it as this rank needs.</summary>
/// <param name="parts">What each brings, in order of rank.</param>
/// <param name="own">Which of them is this rank's.</param>
/// <param name="sum">The sum of what this rank needs; where that is not all, in the place of its own part.</param>
/// <param name="start">The first element that this rank needs.</param>
internal sealed class SharedSum(Region[] parts, int own, Region sum, int start)
{
    private const int Chunk = 2048;

    /// <summary>A row for each sum of the tree; two parts need none.</summary>
    private readonly float[] rows = parts.Length > 2 ? new float[(parts.Length - 1) * Chunk] : [];

    /// <summary>The sum, once <see cref="AddUp"/> has run.</summary>
    public Span<float> Sum => sum.Span;

    /// <summary>Lays this rank's part where neighbours find it.</summary>
    public void Bring(Region part)
    {
        if (part != parts[own])
            part.Span.CopyTo(parts[own].Span);
    }

    /// <summary>Adds up all parts in a binary tree, once all are there.</summary>
    public void AddUp()
    {
        if (parts.Length == 1)
            return;
        for (var from = 0; from < sum.Length; from += Chunk)
        {
            var count = Math.Min(Chunk, sum.Length - from);
            var target = sum.Span.Slice(from, count);
            if (parts.Length == 2)
                Elementwise.Add(Part(0), Part(1), target);
            else
                Tree(0, parts.Length, 0).CopyTo(target);

            Span<float> Part(int i) => parts[i].Span.Slice(start + from, count);

            Span<float> Tree(int first, int length, int level)
            {
                if (length == 1)
                    return Part(first);
                var half = length / 2;
                var left = Tree(first, half, level + 1);
                var row = rows.AsSpan(level * Chunk, count);
                Elementwise.Add(left, Tree(first + half, half, level + half), row);
                return row;
            }
        }
    }
}
