using GmmVae.Engine;
using LanguageExt;

namespace GmmVae;

/// <summary>Opens data sources by name or path.</summary>
internal static class Sources
{
    /// <summary>
    /// What generated data are drawn from. It is not the seed of a run, so that runs with different seeds see the same data;
    /// of a file without test split, the run's seed decides which rows are held out.
    /// </summary>
    internal const ulong DataSeed = 0;

    /// <summary>Where downloads are kept unless told.</summary>
    internal static string? DefaultFolder => Environment.GetEnvironmentVariable("GMMVAE_DATA");

    /// <summary>The rows of a source, before any are held out.</summary>
    internal static SourceRows Read(
        string source, string? dataFolder, IProgress<string>? downloads = null, CancellationToken cancellation = default) =>
        DataSource.Read(source, DataSeed, dataFolder ?? DefaultFolder, downloads, cancellation).OrThrow();

    /// <summary>The splits of a source that were drawn from a seed.</summary>
    internal static DataSplits Open(
        string source, ulong seed, string? dataFolder, IProgress<string>? downloads = null, CancellationToken cancellation = default) =>
        DataSource.Open(source, seed, dataFolder ?? DefaultFolder, downloads, cancellation).OrThrow();

    /// <summary>The splits of the source that a model was trained on.</summary>
    internal static Either<DataError, DataSplits> Open(
        CheckpointHeader header, string? dataFolder, IProgress<string>? downloads = null, CancellationToken cancellation = default) =>
        DataSource.Read(header.DataSource, DataSeed, dataFolder ?? DefaultFolder, downloads, cancellation)
            .Bind(rows => Split(rows, header.DataSeed, header.Training.ShuffleBlock, header.Training.EvaluationRows));

    /// <summary>The splits that a training with such options has; options that are wrong are told of elsewhere.</summary>
    internal static Either<DataError, DataSplits> Split(SourceRows rows, ulong seed, Option<int> shuffleBlock, Option<int> evaluationRows) =>
        rows.Split(seed, shuffleBlock.IsSome).Map(splits => evaluationRows.Filter(most => most > 0).Match(splits.WithTestRows, () => splits));

    /// <summary>The splits that a model was trained on and measured with, if they still are what they were.</summary>
    /// <param name="header">The model.</param>
    /// <param name="dataFolder">Where downloads are kept.</param>
    /// <param name="option">The option that names other data instead.</param>
    /// <param name="cancellation">Stops a download.</param>
    internal static DataSplits OpenOwn(CheckpointHeader header, string? dataFolder, string option, CancellationToken cancellation)
    {
        var cure = $"at {header.DataSource}\n  Restore the data, or name others with {option}.";
        var data = Open(header, dataFolder, null, cancellation)
            .IfLeft(error => throw new GmmVaeException(FailureKind.Data, $"The data that the model was trained on cannot be read: {error.Message}\n  {cure}"));
        return data.Train.Fingerprint == header.DataFingerprint
            ? data
            : throw new GmmVaeException(FailureKind.Data, $"The data are not those that the model was trained on.\n  {cure}");
    }

    internal static RowStream Stream(string source, string? dataFolder, CancellationToken cancellation = default) =>
        DataSource.Stream(source, DataSeed, dataFolder ?? DefaultFolder, cancellation).OrThrow();
}
