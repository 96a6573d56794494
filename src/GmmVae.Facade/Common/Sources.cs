using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Data.Mnist;
using GmmVae.Engine.Data.Sources;
using GmmVae.Engine.Training;
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

    /// <summary>What stands for standard input in the place of a path.</summary>
    internal const string StandardInput = "-";

    /// <summary>Where downloads are kept unless told.</summary>
    internal static string? DefaultFolder => Environment.GetEnvironmentVariable("GMMVAE_DATA");

    /// <summary>The rows of a source, before any are held out.</summary>
    internal static SourceRows Read(
        string source, string? dataFolder, TableReading reading, IProgress<string>? downloads = null,
        CancellationToken cancellation = default) =>
        DataSource.Read(source, DataSeed, dataFolder ?? DefaultFolder, downloads, reading, cancellation).OrThrow();


    /// <summary>The rows of the source that a model was trained on, which its file names and nobody else, read as then: nothing is
    /// downloaded.</summary>
    internal static Either<DataError, SourceRows> ReadUnasked(CheckpointHeader header, string? dataFolder) =>
        header.DataSource == StandardInput
            ? new UnsuitableData(header.DataSource, $"The model was trained on standard input, which is gone: name data with {Setting.Data}.")
            : DataSource.ReadUnasked(
                header.DataSource, DataSeed, dataFolder ?? DefaultFolder, DataOptions.Of(null, header) with { Options = header.Reading });

    /// <summary>The splits that a training with such options has; options that are wrong are told of elsewhere.</summary>
    internal static Either<DataError,
        DataSplits> Split(SourceRows rows, ulong seed, Option<int> shuffleBlock, Option<int> evaluationRows) =>
        rows.Split(seed, shuffleBlock.IsSome).Map(splits =>
            evaluationRows.Filter(most => most > 0).Match(splits.WithTestRows, () => splits));

    /// <summary>The splits that a model was trained on and measured with, if they still are what they were.</summary>
    /// <param name="header">The model.</param>
    /// <param name="dataFolder">The folder for downloads.</param>
    /// <param name="other">The setting that names other data instead.</param>
    internal static DataSplits OpenOwn(CheckpointHeader header, string? dataFolder, Setting other)
    {
        ErrorText cure = $"at {header.DataSource}\n  Restore the data, or name others with {other}.";
        var data = ReadUnasked(header, dataFolder)
            .Bind(rows => Split(rows, header.DataSeed, header.Training.ShuffleBlock, header.Training.EvaluationRows))
            .IfLeft(error => throw new GmmVaeException(FailureKind.Data,
                $"The data that the model was trained on cannot be read: {error.Text}\n  {cure}"));
        return data.Train.Fingerprint == header.DataFingerprint
            ? data
            : throw new GmmVaeException(FailureKind.Data, $"The data are not those that the model was trained on.\n  {cure}");
    }

    internal static RowStream Stream(string source, string? dataFolder, TableReading reading, CancellationToken cancellation = default) =>
        DataSource.Stream(source, DataSeed, dataFolder ?? DefaultFolder, reading, cancellation).OrThrow();
}

/// <summary>What data there are: named sources and files.</summary>
public static class DataSources
{
    /// <summary>The named sources and the kinds of files, each with what it stands for.</summary>
    public static IReadOnlyList<(string Name, string Meaning)> List() =>
    [
        .. DataSource.Known,
        ("FILE.csv", "a table: a row a line, cells between commas, semicolons or tabs, plain or as .gz; also .tsv, .txt, .data"),
        ("FILE.parquet", "a table in Apache Parquet"),
        ("FILE.npy", "a NumPy array, rows first; bytes of three or four axes are images"),
        ("FILE.npz", "NumPy arrays x_train and x_test (and y_train and y_test), or x (and y), or one alone"),
        ("FOLDER", "IDX files with the names of MNIST's, plain or as .gz"),
        ("-", "a table as text, on standard input"),
        ("SOURCE?4=0.2", DataSource.CutMeaning),
    ];

    /// <summary>The folder in which downloads are kept when none is given; null where the system names none.</summary>
    public static string? DefaultFolder => MnistData.DefaultDataFolder;

    /// <summary>Reads a source and says what is in it: shape, rows, classes, missing values, range, and each column.</summary>
    /// <param name="source">A named source or a path.</param>
    /// <param name="seed">What generated data, and test splits of files without, are drawn from.</param>
    /// <param name="dataFolder">The folder for downloads.</param>
    /// <param name="table">How a table is read.</param>
    /// <exception cref="GmmVaeException">There is no such source, or it is unusable.</exception>
    public static JsonObject Describe(string source, ulong seed = 0, string? dataFolder = null, DataOptions? table = null) =>
        Inspection.OfData(source, seed, dataFolder, DataOptions.Of(table).Options).OrThrow();

    /// <summary>Downloads what of a named source is missing and checks what is there.</summary>
    /// <param name="name">The source: <c>mnist</c> is the only one with files.</param>
    /// <param name="dataFolder">The folder for downloads.</param>
    /// <param name="progress">Told what is being downloaded.</param>
    /// <param name="cancellation">Stops a download; no half-written file is left.</param>
    /// <returns>The folder of the files.</returns>
    /// <exception cref="GmmVaeException">There is no such source, no network, or a file is not what it should be.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static string Fetch(
        string name, string? dataFolder = null, IProgress<string>? progress = null, CancellationToken cancellation = default) =>
        name == "mnist"
            ? MnistData.Fetch(dataFolder, progress, cancellation).OrThrow()
            : throw new GmmVaeException(FailureKind.Usage,
                $"fetch: '{name}' is nothing to download; use mnist. Other named sources are made on the spot.");
}
