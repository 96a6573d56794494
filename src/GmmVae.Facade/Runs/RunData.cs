using GmmVae.Engine.Data;
using GmmVae.Engine.Training;

namespace GmmVae;

/// <summary>The data that trained models go on with and are measured on.</summary>
internal static class RunData
{
    /// <summary>The data that a run began with.</summary>
    internal static DataSplits Reopen(
        CheckpointHeader header, string? dataFolder, IProgress<string>? downloads, CancellationToken cancellation)
    {
        var data = Open(header, dataFolder, downloads, cancellation);
        return data.Train.Fingerprint == header.DataFingerprint ? data : throw new GmmVaeException(
            FailureKind.Data,
            $"The data are not those that the run began with: their fingerprint is {data.Train.Fingerprint}, not {header.DataFingerprint}.\n  at {header.DataSource}\n  Restore the data, or start a new run.");
    }

    /// <summary>The splits of the data that a model was trained on, as they are now, with its preprocessing.</summary>
    internal static DataSplits Open(
        CheckpointHeader header, string? dataFolder, IProgress<string>? downloads = null, CancellationToken cancellation = default)
    {
        var rows = Sources.ReadOwn(header, dataFolder, downloads, cancellation).OrThrow();
        Suitability.OfRead(header, header.DataSource, rows).ThrowIfSome();
        var data = Sources.Split(rows, header.DataSeed, header.Training.ShuffleBlock, header.Training.EvaluationRows).OrThrow();
        return DataSplits.With(data.Train, data.Test, header.Preprocessing);
    }

    /// <summary>Rows of another source to measure on.</summary>
    internal static Dataset Other(CheckpointHeader header, string source, string? dataFolder, DataOptions? table)
    {
        var rows = Sources.Read(source, dataFolder, DataOptions.Of(table, header));
        Suitability.OfRead(header, source, rows).ThrowIfSome();
        return rows.Measured.With(header.Preprocessing);
    }
}
