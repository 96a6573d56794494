using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>Refuses ranks that would not train the same model on the same data with the same program.</summary>
internal static class RankAgreement
{
    internal static void Require(CheckpointHeader header, DataSplits data, IRankGroup ranks)
    {
        if (ranks.Count == 1)
            return;
        Differ(ranks, "version", typeof(RankAgreement).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "");
        Differ(ranks, "options", SpecJson.Write(header.Model).ToJsonString() + SpecJson.Write(header.Training).ToJsonString());
        Differ(ranks, "data", header.DataFingerprint + data.Test.Fingerprint);
        if (!int.IsPow2(ranks.Count) || header.Training.Shards % ranks.Count != 0)
            throw new GmmVaeException(FailureKind.Usage, string.Create(
                CultureInfo.InvariantCulture,
                $"mpirun: {ranks.Count} processes cannot share the {header.Training.Shards} shards of a batch; start 1, 2, 4 ... of them, at most as many as --shards"));
    }

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
