using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using GmmVae.Domain;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Artifacts.Checkpoints;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Training;

namespace GmmVae;

/// <summary>Refuses ranks that would not train the same model on the same data with the same program.</summary>
internal static class RankAgreement
{
    internal static void Require(CheckpointHeader header, DataSplits data, IRankGroup ranks)
    {
        if (ranks.Count == 1)
            return;
        RequireSame(ranks, OptionsOf(header), header.DataFingerprint + data.Test.Fingerprint);
        if (!int.IsPow2(ranks.Count) || header.Training.Shards % ranks.Count != 0)
            throw new GmmVaeException(
                FailureKind.Usage,
                $"mpirun: {ranks.Count} processes cannot share the {header.Training.Shards} shards of a batch; "
                + $"start 1, 2, 4 ... of them, at most as many as {Setting.Shards}");
    }

    /// <summary>The same for processes that share trainings, each of which one makes by itself.</summary>
    internal static void Require(IReadOnlyList<CheckpointHeader> trainings, int baselineRows, IRankGroup ranks)
    {
        if (ranks.Count > 1)
            RequireSame(
                ranks,
                FormattableString.Invariant($"{baselineRows}{string.Concat(trainings.Select(OptionsOf))}"),
                string.Concat(trainings.Select(header => header.DataFingerprint)));
    }

    private static void RequireSame(IRankGroup ranks, string options, string data)
    {
        Differ(ranks, "version",
            typeof(RankAgreement).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "");
        Differ(ranks, "options", options);
        Differ(ranks, "data", data);
    }

    private static string OptionsOf(CheckpointHeader header) =>
        SpecJson.Write(header.Model).ToJsonString() + SpecJson.Write(header.Training).ToJsonString()
        + header.Engine;

    private static void Differ(IRankGroup ranks, string what, string mine)
    {
        var all = ranks.Gather(SHA256.HashData(Encoding.UTF8.GetBytes(mine)));
        var others = Enumerable.Range(0, all.Length).Where(rank => !all[rank].AsSpan().SequenceEqual(all[0])).ToArray();
        if (others.Length > 0)
            throw new GmmVaeException(FailureKind.Data, string.Create(
                CultureInfo.InvariantCulture,
                $"The processes do not train the same: the {what} of rank {string.Join(", ", others)} differ from those of rank 0. Give all of them the same program, options and data."));
    }
}
