using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using GmmVae.Domain;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Training;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Artifacts.Checkpoints;

/// <summary>Why ranks cannot train together.</summary>
/// <param name="Text">What is wrong, and the cure.</param>
/// <param name="IsCount">Whether it is their number, and not what each of them was given.</param>
internal sealed record RankConflict(ErrorText Text, bool IsCount);

/// <summary>Finds ranks that would not train the same model on the same data with the same program. All ranks call it together.</summary>
internal static class RankAgreement
{
    internal static Option<RankConflict> Conflict(CheckpointHeader header, DataSplits data, IRankGroup ranks) =>
        ranks.Count == 1 ? None
        : Difference(ranks, OptionsOf(header), header.DataFingerprint + data.Test.Fingerprint) || Uneven(header.Training.Shards, ranks);

    /// <summary>The same for processes that share trainings, each of which one makes by itself.</summary>
    internal static Option<RankConflict> Conflict(IReadOnlyList<CheckpointHeader> trainings, int baselineRows, IRankGroup ranks) =>
        ranks.Count == 1 ? None : Difference(
            ranks,
            FormattableString.Invariant($"{baselineRows}{string.Concat(trainings.Select(OptionsOf))}"),
            string.Concat(trainings.Select(header => header.DataFingerprint)));

    private static Option<RankConflict> Uneven(int shards, IRankGroup ranks) =>
        int.IsPow2(ranks.Count) && shards % ranks.Count == 0 ? None : new RankConflict(
            $"mpirun: {ranks.Count} processes cannot share the {shards} shards of a batch; "
            + $"start 1, 2, 4 ... of them, at most as many as {Setting.Shards}",
            IsCount: true);

    private static Option<RankConflict> Difference(IRankGroup ranks, string options, string data)
    {
        var version = typeof(RankAgreement).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return Differing(ranks, "version", version ?? "") || Differing(ranks, "options", options) || Differing(ranks, "data", data);
    }

    private static string OptionsOf(CheckpointHeader header) =>
        SpecJson.Write(header.Model).ToJsonString() + SpecJson.Write(header.Training).ToJsonString() + header.Engine;

    private static Option<RankConflict> Differing(IRankGroup ranks, string what, string mine)
    {
        var all = ranks.Gather(SHA256.HashData(Encoding.UTF8.GetBytes(mine)));
        var others = Enumerable.Range(0, all.Length).Where(rank => !all[rank].AsSpan().SequenceEqual(all[0]))
            .Select(rank => rank.ToString(CultureInfo.InvariantCulture)).ToArray();
        return others.Length == 0 ? None : new RankConflict(
            $"The processes do not train the same: the {what} of rank {string.Join(", ", others)} differ from those of rank 0.\n"
            + $"  Give all of them the same program, options and data.",
            IsCount: false);
    }
}
