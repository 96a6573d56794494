using System.Numerics;

namespace GmmVae.Bench;

/// <summary>What a training step takes on several ranks: what each computes, and the sums over all of them.</summary>
/// <param name="FixedSeconds">What a rank computes whatever its part of the batch: the optimizer, mostly.</param>
/// <param name="SecondsPerSample">What it computes for each of its observations.</param>
/// <param name="Exchanges">The bytes of each sum over the ranks in a step.</param>
/// <param name="AddingSecondsPerByte">What it takes to add a byte of what was received to what there is.</param>
/// <param name="Overlap">The share of the exchanges that computing hides, from 0 to 1.</param>
internal sealed record StepCost(
    double FixedSeconds, double SecondsPerSample, IReadOnlyList<long> Exchanges, double AddingSecondsPerByte, double Overlap = 0)
{
    /// <summary>Seconds of a step.</summary>
    /// <param name="ranks">A power of two.</param>
    /// <param name="samples">Observations for each rank.</param>
    /// <param name="link">What connects any two ranks, each pair by itself.</param>
    /// <param name="isFast">Whether MPI may choose the order of a sum.</param>
    public double Seconds(int ranks, double samples, Link link, bool isFast) =>
        FixedSeconds + (samples * SecondsPerSample)
        + ((1 - Overlap) * Exchanges.Sum(bytes => isFast ? Math.Min(Tree(ranks, bytes, link), Ring(ranks, bytes, link))
            : Tree(ranks, bytes, link)));

    /// <summary>The speed, relative to as many ranks that need not wait for each other, where each rank has so many observations a
    /// step.</summary>
    public double WeakEfficiency(int ranks, double samples, Link link, bool isFast) =>
        Seconds(1, samples, link, isFast) / Seconds(ranks, samples, link, isFast);

    /// <summary>The same where the ranks share so many observations a step.</summary>
    public double StrongEfficiency(int ranks, double allSamples, Link link, bool isFast) =>
        Seconds(1, allSamples, link, isFast) / (ranks * Seconds(ranks, allSamples / ranks, link, isFast));

    /// <summary>All that there is goes to one other rank after another, log₂ n times.</summary>
    private double Tree(int ranks, double bytes, Link link) =>
        BitOperations.Log2((uint)ranks) * (link.Seconds(bytes) + (bytes * AddingSecondsPerByte));

    /// <summary>An n-th of it goes around twice, once to be summed and once to be told: what MPI does with large messages.</summary>
    private double Ring(int ranks, double bytes, Link link) =>
        (ranks - 1) * ((2 * link.Seconds(bytes / ranks)) + (bytes / ranks * AddingSecondsPerByte));
}
