namespace GmmVae.Engine;

/// <summary>The rows themselves.</summary>
internal sealed class SameViews(int features, WorkerPool workers) : RowWork(features, workers)
{
    internal override void Prepare(long step, long totalSteps)
    {
    }

    protected override void Make(int part, int id, ReadOnlySpan<float> row, Span<float> view) => row.CopyTo(view);
}
