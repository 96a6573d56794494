using System.Text.Json.Nodes;
using GmmVae.Engine.Data.Generated;
using GmmVae.Engine.Data.Idx;
using GmmVae.Engine.Data.Mnist;
using GmmVae.Engine.Data.Npy;
using GmmVae.Engine.Data.Tables;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Data.Sources;

/// <summary>Finds data by name or path.</summary>
internal static class DataSource
{
    /// <summary>The names that <see cref="Open(string, ulong, string?, IProgress{string}?, CancellationToken)"/> knows, each with what it
    /// stands for.</summary>
    public static Arr<(string Name, string Meaning)> Known { get; } = Array(
        ("line", "one number a sample: a mixture of ten Gaussians on the real line, made on the spot"),
        ("overlap", "the same with Gaussians that overlap: half a nat of doubt about the component"),
        ("signals", "one-dimensional signals of 64 points from ten families, made on the spot"),
        ("digits", "28x28 handwritten-looking digits drawn from strokes, made on the spot"),
        ("mnist", "28x28 handwritten digits, from the folder mnist of the data folder, downloaded where missing"));

    /// <summary>What may follow a source, in words.</summary>
    public const string CutMeaning = "any of these with labels, the rows of class 4 cut to a fifth; 'mnist?4=0.2,7=0.05' cuts two classes";

    /// <summary>What paths may name, in words.</summary>
    public const string Paths =
        "the path of a .csv, .tsv, .parquet, .npy or .npz file, of a folder or 'pattern' of .npy or IDX files, or - for a table on standard input";

    /// <summary>Whether the features of a source's rows are known to follow one another in time.</summary>
    public static bool HoldsSignals(string source) => ClassCut.Divide(source).Plain == "signals";

    /// <summary>
    /// The splits of a named source, or of what is at a path: a <c>.csv</c>, <c>.npy</c> or <c>.npz</c> file, a file of
    /// IDX images, a folder of IDX files (see <see cref="IdxFolder"/>), or a folder or pattern of several NPY files or files of IDX images,
    /// which are one data set (docs/data.md). Names come first: write <c>./line</c> for a folder of that name. A <see cref="ClassCut"/>
    /// may follow.
    /// </summary>
    /// <param name="source">A name of <see cref="Known"/>, or a path.</param>
    /// <param name="seed">What generated sources are drawn from, and the test split of files that have none: the last
    /// fifth of a permutation of the rows.</param>
    /// <param name="cacheFolder">The data folder, whose subfolder <c>mnist</c> holds MNIST or takes it when it is
    /// downloaded; by default <see cref="MnistData.DefaultDataFolder"/>.</param>
    /// <param name="downloads">Told what is being downloaded.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Either<DataError, DataSplits> Open(
        string source, ulong seed, string? cacheFolder, IProgress<string>? downloads = null, CancellationToken cancellation = default) =>
        Open(source, seed, cacheFolder, MnistData.Mirrors, downloads, cancellation);

    /// <summary>The same, with MNIST from other mirrors.</summary>
    internal static Either<DataError, DataSplits> Open(
        string source, ulong seed, string? cacheFolder, Arr<Uri> mirrors, IProgress<string>? downloads = null,
            CancellationToken cancellation = default) =>
        Read(source, seed, cacheFolder, mirrors, downloads, TableReading.Default, cancellation).Bind(rows => rows.Split(seed));

    /// <summary>The rows of a source, before any are held out: in memory, or where files are large and laid out for it, mapped into it
    /// (DiskRows), which gives the same bits.</summary>
    /// <param name="source">As for <see cref="Open(string, ulong, string?, IProgress{string}?, CancellationToken)"/>.</param>
    /// <param name="seed">What generated sources are drawn from.</param>
    /// <param name="cacheFolder">As for <see cref="Open(string, ulong, string?, IProgress{string}?, CancellationToken)"/>.</param>
    /// <param name="downloads">Told what is being downloaded.</param>
    /// <param name="reading">How a table is read.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Either<DataError, SourceRows> Read(
        string source, ulong seed, string? cacheFolder, IProgress<string>? downloads = null, TableReading? reading = null,
        CancellationToken cancellation = default) =>
        Read(source, seed, cacheFolder, MnistData.Mirrors, downloads, reading ?? TableReading.Default, cancellation);

    /// <summary>The rows of a source that a file of others may have named: nothing is downloaded, and no other machine is asked.</summary>
    /// <param name="source">As for <see cref="Open(string, ulong, string?, IProgress{string}?, CancellationToken)"/>.</param>
    /// <param name="seed">What generated sources are drawn from.</param>
    /// <param name="cacheFolder">As for <see cref="Open(string, ulong, string?, IProgress{string}?, CancellationToken)"/>.</param>
    /// <param name="reading">How a table is read.</param>
    public static Either<DataError, SourceRows> ReadUnasked(string source, ulong seed, string? cacheFolder, TableReading reading)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.StartsWith(@"\\", StringComparison.Ordinal) || source.StartsWith("//", StringComparison.Ordinal)
            ? new DataError.Unusable(
                source, "These are data on another machine, which a model's file names: they are not opened unasked.",
                "Name them yourself, if you trust them.")
            : Read(source, seed, cacheFolder, Arr<Uri>.Empty, null, reading, CancellationToken.None);
    }

    /// <summary>The same, with MNIST from other mirrors.</summary>
    internal static Either<DataError, SourceRows> Read(
        string source, ulong seed, string? cacheFolder, Arr<Uri> mirrors, IProgress<string>? downloads, TableReading reading,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        var (plain, cut) = ClassCut.Divide(source);
        if (NeedsTable(plain, reading) is { } unfit) return unfit;
        return cut.Length == 0
            ? ReadWhole(source, seed, cacheFolder, mirrors, downloads, reading, cancellation)
            : ClassCut.Parse(source, cut).Bind(parsed =>
                ReadWhole(plain, seed, cacheFolder, mirrors, downloads, reading, cancellation).Bind(parsed.Of));
    }

    private static Either<DataError, SourceRows> ReadWhole(
        string source, ulong seed, string? cacheFolder, Arr<Uri> mirrors, IProgress<string>? downloads, TableReading reading,
        CancellationToken cancellation) =>
        source switch
        {
            "line" => SourceRows.Of(LineData.Generate(seed)),
            "overlap" => SourceRows.Of(LineData.GenerateOverlapping(seed)),
            "signals" => SourceRows.Of(SignalData.Generate(seed)),
            "digits" => SourceRows.Of(DigitData.Generate(seed)),
            "mnist" => MnistData.Load(cacheFolder, mirrors, downloads, cancellation).Map(SourceRows.Of),
            _ => KindOf(source).Bind(kind => kind switch
            {
                Kind.Table => TableSource.Load(source, reading),
                Kind.Npy => NpyFile.Load(source).Map(all => SourceRows.Of(source, all)),
                Kind.Npz => NpzFile.Load(source),
                Kind.Images => IdxRows.Load(source, Path.GetFileName(source)).Map(all => SourceRows.Of(source, all)),
                Kind.Parts => FileParts.Load(source).Map(all => SourceRows.Of(source, all)),
                _ => IdxFolder.Load(source).Map(SourceRows.Of),
            }),
        };

    /// <summary>All rows of a source in order, of both splits (training, then test) where it has them, for use without
    /// training. Files are read piece by piece, so they may be larger than memory; named sources and cut ones are held in it.</summary>
    /// <param name="source">As for <see cref="Open(string, ulong, string?, IProgress{string}?, CancellationToken)"/>.</param>
    /// <param name="seed">What generated sources are drawn from.</param>
    /// <param name="cacheFolder">As for <see cref="Open(string, ulong, string?, IProgress{string}?, CancellationToken)"/>.</param>
    /// <param name="reading">How a table is read.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Either<DataError, RowStream> Stream(
        string source, ulong seed, string? cacheFolder, TableReading? reading = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (NeedsTable(source, reading ?? TableReading.Default) is { } unfit) return unfit;
        if (IsKnown(source) || ClassCut.Divide(source).Cut.Length > 0)
            return Read(source, seed, cacheFolder, downloads: null, reading, cancellation).Map(rows => rows.InOrder(source));
        return KindOf(source).Bind(kind => kind switch
        {
            Kind.Table => TableSource.Stream(source, reading ?? TableReading.Default),
            Kind.Npy => NpyRows.Open(source).Map(rows => (RowStream)rows),
            Kind.Npz => NpzFile.Stream(source),
            Kind.Images => IdxRows.Open(source).Map(rows => (RowStream)rows),
            Kind.Parts => FileParts.Stream(source),
            _ => IdxFolder.Stream(source),
        });
    }

    /// <summary>What there is to say of each column, of data with few enough of them.</summary>
    public static Either<DataError, JsonArray> Describe(SourceRows rows)
    {
        const int MostColumns = 1000;
        if (rows.Table?.Describe is { } describe) return describe();
        return rows.Measured is { Image: null, Features: <= MostColumns } all ? all.DescribeFeatures() : new JsonArray();
    }

    /// <summary>A source that means the same from any working folder: a name as it is, a path in full.</summary>
    public static string Locate(string source)
    {
        var (plain, cut) = ClassCut.Divide(source);
        return (IsKnown(plain) || plain == TableFile.StandardInput ? plain : Path.GetFullPath(plain)) + cut;
    }

    /// <summary>Whether a source is a table, with columns that have names or numbers.</summary>
    public static bool IsTable(string source) => !IsKnown(source) && !Directory.Exists(source) && TableFile.IsOne(source);

    private static NoTable? NeedsTable(string source, TableReading reading) =>
        reading.Options == TableOptions.Default || reading.MayLackLabel || IsTable(ClassCut.Divide(source).Plain)
        || (!File.Exists(source) && Path.HasExtension(source))
            ? null
            : new NoTable(source);

    private static bool IsKnown(string source) => Known.Exists(known => known.Name == source);

    private static Either<DataError, Kind> KindOf(string path)
    {
        const string Remedy = $"Give {Paths}.";
        if (path == TableFile.StandardInput) return Kind.Table;
        if (Directory.Exists(path)) return FileParts.AreIn(path) ? Kind.Parts : Kind.Folder;
        if (!File.Exists(path) && FileParts.IsPattern(path)) return Kind.Parts;
        if (!File.Exists(path))
            return Path.GetFileName(path) != path || Path.HasExtension(path)
                ? new DataError.Inaccessible(path, "There is no such file or folder.", Remedy)
                : new DataError.UnknownSource(path, Known.Map(known => known.Name), Paths);
        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            _ when TableFile.IsOne(path) => Kind.Table,
            ".NPY" => Kind.Npy,
            ".NPZ" => Kind.Npz,
            ".IDX" or ".GZ" => Kind.Images,
            _ when Path.GetFileName(path).EndsWith("-idx3-ubyte", StringComparison.Ordinal) => Kind.Images,
            _ => new DataError.Malformed(path, 0, "This file is of no kind that can be read as a data set.", Remedy),
        };
    }

    private enum Kind
    {
        Table,
        Npy,
        Npz,
        Images,
        Folder,
        Parts,
    }
}
