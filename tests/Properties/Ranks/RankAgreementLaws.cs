namespace GmmVae.Tests.Properties;

/// <summary>Ranks that would not train the same are refused, all of them and with what differs.</summary>
public sealed class RankAgreementLaws
{
    [Law(typeof(TinyPhases), nameof(TinyPhases.Cases), MaxTest = 10)]
    public void Ranks_with_the_same_header_and_data_agree(TinyModel tiny) =>
        Assert.All(Refusals(tiny, _ => tiny, _ => 1), Assert.Null);

    [Law(typeof(TinyPhases), nameof(TinyPhases.Cases), MaxTest = 10)]
    public void Other_options_are_refused_by_every_rank(TinyModel tiny) =>
        Assert.All(
            Refusals(tiny, rank => rank == 1 ? tiny with { Seed = tiny.Seed + 1 } : tiny, _ => 1),
            message => Assert.Contains("the options of rank 1 differ", message, StringComparison.Ordinal));

    [Law(typeof(TinyPhases), nameof(TinyPhases.Cases), MaxTest = 10)]
    public void Other_data_are_refused_by_every_rank(TinyModel tiny) =>
        Assert.All(
            Refusals(tiny, _ => tiny, rank => rank == 1 ? 2 : 1),
            message => Assert.Contains("the data of rank 1 differ", message, StringComparison.Ordinal));

    private static string?[] Refusals(TinyModel tiny, Func<int, TinyModel> options, Func<int, double> scale) => LocalRanks.Run(2, ranks =>
    {
        var rows = TinyTraining.Data(tiny, scale(ranks.Rank));
        var header = TinyPhases.Header(options(ranks.Rank)) with
        {
            Training = TinyPhases.Spec((ulong)options(ranks.Rank).Seed, shards: 2), DataFingerprint = rows.Fingerprint,
        };
        return RankAgreement.Conflict(header, DataSplits.Fit(rows, rows), ranks).MatchUnsafe(found => found.Text.ToString(), () => null);
    });
}
