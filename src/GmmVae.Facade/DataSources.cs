using System.Text.Json.Nodes;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>What data there are: named sources and files.</summary>
public static class DataSources
{
    /// <summary>The named sources and the kinds of files, each with what it stands for.</summary>
    public static IReadOnlyList<(string Name, string Meaning)> List() =>
    [
        .. DataSource.Known,
        ("FILE.csv", "comma-separated numbers, a row a line; a header may name a column label"),
        ("FILE.npy", "a NumPy array, rows first; bytes of three or four axes are images"),
        ("FILE.npz", "NumPy arrays x_train and x_test (and y_train and y_test), or x (and y), or one alone"),
        ("FOLDER", "IDX files with the names of MNIST's, plain or as .gz"),
    ];

    /// <summary>The folder in which downloads are kept when none is given; null where the system names none.</summary>
    public static string? DefaultFolder => MnistData.DefaultDataFolder;

    /// <summary>Reads a source and says what is in it: shape, rows, classes, missing values, range.</summary>
    /// <param name="source">A named source or a path.</param>
    /// <param name="seed">What generated data, and test splits of files without, are drawn from.</param>
    /// <param name="dataFolder">Where downloads are kept.</param>
    /// <exception cref="GmmVaeException">There is no such source, or it is unusable.</exception>
    public static JsonObject Describe(string source, ulong seed = 0, string? dataFolder = null) =>
        Inspection.OfData(source, seed, dataFolder);

    /// <summary>Downloads what of a named source is missing and checks what is there.</summary>
    /// <param name="name">The source: <c>mnist</c> is the only one with files.</param>
    /// <param name="dataFolder">Where downloads are kept.</param>
    /// <param name="progress">Told what is being downloaded.</param>
    /// <param name="cancellation">Stops a download; no half-written file is left.</param>
    /// <returns>The folder of the files.</returns>
    /// <exception cref="GmmVaeException">There is no such source, no network, or a file is not what it should be.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static string Fetch(
        string name, string? dataFolder = null, IProgress<string>? progress = null, CancellationToken cancellation = default) =>
        name == "mnist"
            ? MnistData.Fetch(dataFolder, progress, cancellation).OrThrow()
            : throw new GmmVaeException(FailureKind.Usage, $"fetch: '{name}' is nothing to download; use mnist. Other named sources are made on the spot.");
}
