namespace GmmVae.Engine;

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
