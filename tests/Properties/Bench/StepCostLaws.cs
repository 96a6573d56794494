using FsCheck;
using FsCheck.Fluent;
using GmmVae.Bench;

namespace GmmVae.Tests.Properties;

/// <summary>The model of what a step takes on many ranks, by which docs/scale.md predicts.</summary>
public sealed class StepCostLaws
{
    private const double Tolerance = 1e-9;

    private static readonly Gen<Case> Cases =
        from microseconds in Gen.Choose(1, 100)
        from gigabits in Gen.Choose(1, 400)
        from milliseconds in Gen.Choose(0, 20)
        from perSample in Gen.Choose(1, 1000)
        from exchanges in Gen.Choose(1, 10_000_000).ArrayOf()
        from hidden in Gen.Choose(0, 99)
        from samples in Gen.Choose(1, 512)
        from isFast in Gen.Elements(false, true)
        select new Case(microseconds, gigabits, milliseconds, perSample, exchanges, hidden, samples, isFast);

    [Law(nameof(Cases))]
    public void One_rank_computes_and_does_nothing_else(Case one) =>
        Laws.Close(
            one.Cost.FixedSeconds + (one.Samples * one.Cost.SecondsPerSample), one.Cost.Seconds(1, one.Samples, one.Link, one.IsFast),
                Tolerance);

    [Law(nameof(Cases))]
    public void More_ranks_take_no_less_time_for_as_many_samples_each(Case one)
    {
        double[] seconds = [.. Enumerable.Range(0, 11).Select(level => one.Cost.Seconds(1 << level, one.Samples, one.Link, one.IsFast))];
        for (var i = 1; i < seconds.Length; i++)
            Assert.True(seconds[i] >= seconds[i - 1] * (1 - Tolerance), $"{seconds[i]} is less than {seconds[i - 1]}");
    }

    [Law(nameof(Cases))]
    public void Efficiency_is_a_share_and_that_of_a_divided_batch_no_more_than_that_of_a_growing_one(Case one)
    {
        foreach (var ranks in (int[])[1, 2, 8, 1024])
        {
            var weak = one.Cost.WeakEfficiency(ranks, one.Samples, one.Link, one.IsFast);
            var strong = one.Cost.StrongEfficiency(ranks, one.Samples, one.Link, one.IsFast);
            Assert.InRange(strong, 0, weak * (1 + Tolerance));
            Assert.InRange(weak, 0, 1 + Tolerance);
        }
    }

    [Law(nameof(Cases))]
    public void A_slower_link_takes_no_less_time_and_more_overlap_no_more(Case one)
    {
        var slower = new Link("slower", 2 * one.Link.Latency, 2 * one.Link.SecondsPerByte);
        var seconds = one.Cost.Seconds(8, one.Samples, one.Link, one.IsFast);
        Assert.True(one.Cost.Seconds(8, one.Samples, slower, one.IsFast) >= seconds);
        Assert.True((one.Cost with { Overlap = 1 }).Seconds(8, one.Samples, one.Link, one.IsFast) <= seconds);
    }

    [Law(nameof(Cases))]
    public void MPI_s_order_takes_no_longer_than_the_tree(Case one) =>
        Assert.True(one.Cost.Seconds(64, one.Samples, one.Link, true) <= one.Cost.Seconds(64, one.Samples, one.Link, false));

    [Law(nameof(Cases))]
    public void The_tree_takes_as_many_exchanges_as_the_ranks_can_be_halved(Case one)
    {
        var cost = new StepCost(0, 0, [1000, 2000], 0);
        Laws.Close(3 * (one.Link.Seconds(1000) + one.Link.Seconds(2000)), cost.Seconds(8, 1, one.Link, false), Tolerance);
    }

    [Law(nameof(Cases))]
    public void The_fit_finds_the_link_that_times_were_made_of(Case one)
    {
        var found = Link.Fit("found", [.. Enumerable.Range(10, 15).Select(power => ((double)(1 << power), one.Link.Seconds(1 << power)))]);
        Laws.Close(1, found.Latency / one.Link.Latency, 1e-6, "latency");
        Laws.Close(1, found.SecondsPerByte / one.Link.SecondsPerByte, 1e-6, "time of a byte");
    }

    private static Gen<int[]> Times { get; } = Gen.Choose(1, 10_000).ArrayOf(8);

    [Law(nameof(Times))]
    public void The_fit_has_the_least_squares_of_relative_errors_near_it_and_nothing_negative(int[] times)
    {
        (double Bytes, double Seconds)[] measured = [.. times.Select((time, i) => ((double)(1024 << i), 1e-6 * time))];
        var best = Link.Fit("best", measured);
        Assert.True(best is { Latency: >= 0, SecondsPerByte: >= 0 });
        foreach (var (more, slower) in new[] { (1.01, 1.0), (0.99, 1.0), (1.0, 1.01), (1.0, 0.99), (1.01, 0.99) })
            Assert.True(Squares(best) <= Squares(best with { Latency = more * best.Latency, SecondsPerByte =
                slower * best.SecondsPerByte }) * (1 + Tolerance));

        double Squares(Link link) => measured.Sum(m => Math.Pow((link.Seconds(m.Bytes) / m.Seconds) - 1, 2));
    }

    /// <summary>A step on a link: the whole numbers that both are made of.</summary>
    public sealed record Case(
        int Microseconds, int Gigabits, int Milliseconds, int PerSample, IReadOnlyList<int> Exchanges, int Hidden, int Samples, bool IsFast)
    {
        internal Link Link => Link.Of("link", Microseconds, Gigabits);

        internal StepCost Cost => new(
            1e-3 * Milliseconds, 1e-6 * PerSample, [.. Exchanges.Select(bytes => (long)bytes)], 1e-10, Hidden / 100.0);
    }
}
