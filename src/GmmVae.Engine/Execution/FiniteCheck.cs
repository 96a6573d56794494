namespace GmmVae.Engine;

/// <summary>Whether all numbers of some regions are finite.</summary>
internal sealed class FiniteCheck(Region[] regions, int workers)
    : Instruction(-1, regions.Sum(region => (long)region.Length))
{
    private readonly bool[] isFinite = new bool[workers];

    protected override ReadOnlySpan<float> Result => [];

    public override void Run(int part, int parts)
    {
        var finite = true;
        foreach (var region in regions)
        {
            var (start, end) = Share.Of(region.Length, ParameterStore.Alignment, part, parts);
            finite = finite && NumericGuard.IsSound(region.Span[start..end]);
        }

        isFinite[part] = finite;
    }

    /// <summary>Looks, with all workers if that pays.</summary>
    public bool Holds(WorkerPool pool)
    {
        Array.Fill(isFinite, true);
        RunOn(pool);
        return Array.TrueForAll(isFinite, static part => part);
    }
}
