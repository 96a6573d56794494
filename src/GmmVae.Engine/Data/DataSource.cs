using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine;

/// <summary>Finds data by name or path.</summary>
public static class DataSource
{
    /// <summary>The names that <see cref="Open"/> knows, each with what it stands for.</summary>
    public static Arr<(string Name, string Meaning)> Known { get; } = Array(
        ("line", "one number a sample: a mixture of ten Gaussians on the real line, made on the spot"),
        ("signals", "one-dimensional signals of 64 points from ten families, made on the spot"),
        ("digits", "28x28 handwritten-looking digits drawn from strokes, made on the spot"),
        ("mnist", "28x28 handwritten digits, read from the folder mnist of the data folder"));

    /// <summary>The splits of a named source, or of the folder of IDX files at a path (see <see cref="IdxFolder"/>).
    /// Names come first: write <c>./line</c> for a folder of that name.</summary>
    /// <param name="source">A name of <see cref="Known"/>, or a path.</param>
    /// <param name="seed">What generated sources are drawn from; others ignore it.</param>
    /// <param name="cacheFolder">The data folder, whose subfolder <c>mnist</c> holds MNIST; may be missing.</param>
    public static Either<DataError, DataSplits> Open(string source, ulong seed, string? cacheFolder)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source switch
        {
            "line" => LineData.Generate(seed),
            "signals" => SignalData.Generate(seed),
            "digits" => DigitData.Generate(seed),
            "mnist" => OpenMnist(cacheFolder),
            _ => OpenPath(source),
        };
    }

    /// <summary>All rows of a source in order, of both splits (training, then test) where it has them, for use without training.</summary>
    /// <param name="source">As for <see cref="Open"/>.</param>
    /// <param name="seed">As for <see cref="Open"/>.</param>
    /// <param name="cacheFolder">As for <see cref="Open"/>.</param>
    public static Either<DataError, RowStream> Stream(string source, ulong seed, string? cacheFolder) =>
        Open(source, seed, cacheFolder).Map(splits => (RowStream)new DatasetRows(source, splits.Train, splits.Test));

    /// <summary>A source that means the same from any working folder: a name as it is, a path in full.</summary>
    public static string Locate(string source) =>
        Known.Exists(known => known.Name == source) ? source : Path.GetFullPath(source);

    private static Either<DataError, DataSplits> OpenMnist(string? cacheFolder)
    {
        const string Remedy =
            "Set GMMVAE_DATA to a folder whose subfolder mnist holds MNIST's four IDX files, plain or as .gz.";
        if (string.IsNullOrEmpty(cacheFolder))
            return new DataError.Inaccessible("mnist", "No data folder is set, so MNIST cannot be found.", Remedy);
        return IdxFolder.Load(Path.Combine(cacheFolder, "mnist"), "mnist", labelsRequired: true)
            .MapLeft(error => error is DataError.MissingFiles missing ? missing with { Remedy = Remedy } : error);
    }

    private static Either<DataError, DataSplits> OpenPath(string source)
    {
        const string Remedy = "Give the path of a folder of IDX files.";
        if (Directory.Exists(source)) return IdxFolder.Load(source);
        if (File.Exists(source))
            return new DataError.Malformed(source, 0, "This file is of no kind that can be read as a data set.", Remedy);
        if (Path.GetFileName(source) != source || Path.HasExtension(source))
            return new DataError.Inaccessible(source, "There is no such file or folder.", Remedy);
        return new DataError.UnknownSource(source, Known.Map(k => k.Name));
    }
}
