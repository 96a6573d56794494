using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine;

/// <summary>
/// The MNIST database of handwritten digits (LeCun, Cortes and Burges): 60,000 and 10,000 pictures of 28x28 bytes with
/// labels, in the subfolder <c>mnist</c> of the data folder, downloaded from public mirrors where it is missing.
/// </summary>
public static class MnistData
{
    /// <summary>Where the files are looked for, in this order.</summary>
    internal static Arr<Uri> Mirrors { get; } = Array(
        new Uri("https://ossci-datasets.s3.amazonaws.com/mnist/"),
        new Uri("https://storage.googleapis.com/cvdf-datasets/mnist/"),
        new Uri("https://raw.githubusercontent.com/fgnt/mnist/master/"));

    /// <summary>The data folder of this user, for when none is given; null where the system names none.</summary>
    public static string? DefaultDataFolder =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } folder
            ? Path.Combine(folder, "gmmvae")
            : null;

    /// <summary>Makes sure that the four files are in the data folder and are MNIST's, by SHA-256: files that are there
    /// are kept, others downloaded, and each is written whole or not at all.</summary>
    /// <param name="dataFolder">The data folder; by default <see cref="DefaultDataFolder"/>.</param>
    /// <param name="progress">Told what is being downloaded.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <returns>The folder of the files.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Either<DataError, string> Fetch(
        string? dataFolder = null, IProgress<string>? progress = null, CancellationToken cancellation = default) =>
        Fetch(dataFolder, Mirrors, progress, cancellation);

    /// <summary>As <see cref="Fetch(string?, IProgress{string}?, CancellationToken)"/>, from other mirrors.</summary>
    internal static Either<DataError, string> Fetch(
        string? dataFolder, Arr<Uri> mirrors, IProgress<string>? progress, CancellationToken cancellation) =>
        Folder(dataFolder).Bind(folder => new MnistDownload(mirrors, progress).Complete(folder, cancellation).Map(_ => folder));

    /// <summary>Both splits, after a download where files are missing.</summary>
    internal static Either<DataError, DataSplits> Load(
        string? dataFolder, Arr<Uri> mirrors, IProgress<string>? progress = null, CancellationToken cancellation = default) =>
        from folder in Folder(dataFolder)
        from _ in MnistDownload.IsComplete(folder)
            ? Right<DataError, Unit>(unit)
            : new MnistDownload(mirrors, progress).Complete(folder, cancellation)
        from splits in IdxFolder.Load(folder, "mnist", labelsRequired: true)
        select splits;

    private static Either<DataError, string> Folder(string? dataFolder)
    {
        var root = string.IsNullOrEmpty(dataFolder) ? DefaultDataFolder : dataFolder;
        if (root is not null) return Path.Combine(root, "mnist");
        return new DataError.Inaccessible(
            "mnist", "No data folder is set, so MNIST cannot be found.", "Set GMMVAE_DATA to a folder in which downloads are kept.");
    }
}
