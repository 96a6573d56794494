namespace GmmVae.Engine;

/// <summary>Whether all numbers of some regions and products are finite.</summary>
internal sealed class FiniteCheck : Instruction
{
    private readonly Region[] regions;
    private readonly MatMulInstruction[] products;
    private readonly bool[] isFinite;

    /// <param name="regions">What to look at.</param>
    /// <param name="products">What keeps its largest magnitude from now on, instead of being looked at.</param>
    /// <param name="workers">How many may look.</param>
    public FiniteCheck(Region[] regions, MatMulInstruction[] products, int workers)
        : base(-1, regions.Sum(region => (long)region.Length))
    {
        (this.regions, this.products, isFinite) = (regions, products, new bool[workers]);
        foreach (var product in products)
            product.KeepLargest(workers);
    }

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
        return Array.TrueForAll(isFinite, static part => part)
            && Array.TrueForAll(products, static product => NumericGuard.IsSound(product.Largest));
    }
}
