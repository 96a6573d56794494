using GmmVae.Domain;
using GmmVae.Engine.Data;
using GmmVae.Engine.Training;

namespace GmmVae;

/// <summary>The data that trained models go on with and are measured on.</summary>
internal static class RunData
{
    /// <summary>The data that a run began with.</summary>
    internal static DataSplits Reopen(CheckpointHeader header, string? dataFolder) => Open(
        header, dataFolder, $"The data are not those that the run began with", $"Restore the data, or start a new run.");

    /// <summary>The splits of the data that a model was trained on, with its preprocessing, if they still are what they were: what a file
    /// names is not measured, and not told of, for another's asking.</summary>
    internal static DataSplits Open(CheckpointHeader header, string? dataFolder) => Open(
        header, dataFolder, $"The data are not those that the model was trained on",
        $"Restore the data, or name those to use with {Setting.Data}.");

    private static DataSplits Open(CheckpointHeader header, string? dataFolder, ErrorText problem, ErrorText cure)
    {
        var rows = Sources.ReadUnasked(header, dataFolder).OrThrow();
        Suitability.OfRead(header, header.DataSource, rows).ThrowIfSome();
        var data = Sources.Split(rows, header.DataSeed, header.Training.ShuffleBlock, header.Training.EvaluationRows).OrThrow();
        return data.Train.Fingerprint == header.DataFingerprint
            ? DataSplits.With(data.Train, data.Test, header.Preprocessing)
            : throw new GmmVaeException(
                FailureKind.Data,
                $"{problem}: their fingerprint is {data.Train.Fingerprint}, not {header.DataFingerprint}.\n  at {header.DataSource}\n  {cure}");
    }

    /// <summary>Rows of another source to measure on.</summary>
    internal static Dataset Other(CheckpointHeader header, string source, string? dataFolder)
    {
        var rows = Sources.Read(source, dataFolder);
        Suitability.OfRead(header, source, rows).ThrowIfSome();
        return rows.Measured.With(header.Preprocessing);
    }
}
