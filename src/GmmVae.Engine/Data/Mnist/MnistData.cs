using System.IO.Compression;
using System.Security.Cryptography;
using GmmVae.Engine.Data.Idx;
using GmmVae.Engine.Files;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Data.Mnist;

/// <summary>
/// The MNIST database of handwritten digits (LeCun, Cortes and Burges): 60,000 and 10,000 pictures of 28x28 bytes with
/// labels, in the subfolder <c>mnist</c> of the data folder, downloaded from public mirrors where it is missing.
/// </summary>
internal static class MnistData
{
    /// <summary>Where the files are looked for, in this order.</summary>
    internal static Arr<Uri> Mirrors { get; } = Array(
        new Uri("https://ossci-datasets.s3.amazonaws.com/mnist/"),
        new Uri("https://storage.googleapis.com/cvdf-datasets/mnist/"),
        new Uri("https://raw.githubusercontent.com/fgnt/mnist/master/"));

    /// <summary>The data folder of this user, for when none is given; null where the system names none.</summary>
    public static string? DefaultDataFolder =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData,
            Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } folder
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

    /// <summary>Both splits, after a download where files are missing; without mirrors none is wanted.</summary>
    internal static Either<DataError, DataSplits> Load(
        string? dataFolder, Arr<Uri> mirrors, IProgress<string>? progress = null, CancellationToken cancellation = default) =>
        from folder in Folder(dataFolder)
        from _ in MnistDownload.IsComplete(folder)
            ? Right<DataError, Unit>(unit)
            : mirrors.IsEmpty ? MnistDownload.NotAskedFor(folder)
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

/// <summary>Completes a folder of MNIST's files from mirrors. Every file's contents are checked by their SHA-256.</summary>
/// <param name="mirrors">Addresses, ending in a slash, below which the files are.</param>
/// <param name="progress">Told what is being downloaded.</param>
internal sealed class MnistDownload(Arr<Uri> mirrors, IProgress<string>? progress)
{
    private const int LargestDownload = 1 << 24;
    private const int LargestContents = 1 << 26;

    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(20);

    /// <summary>Names, without <c>.gz</c>, and the hashes of the uncompressed contents.</summary>
    internal static Arr<(string Name, string Sha256)> Files { get; } = Array(
        ("train-images-idx3-ubyte", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        ("train-labels-idx1-ubyte", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        ("t10k-images-idx3-ubyte", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        ("t10k-labels-idx1-ubyte", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"));

    /// <summary>The files to complete: MNIST's, but for tests.</summary>
    public Arr<(string Name, string Sha256)> Wanted { get; init; } = Files;

    /// <summary>Whether all files are in the folder, whatever they hold.</summary>
    public static bool IsComplete(string folder) => Files.ForAll(file => IdxFolder.Find(folder, file.Name) is not null);

    /// <summary>That files are missing which nobody has asked to be downloaded.</summary>
    public static DataError NotAskedFor(string folder) => new DataError.MissingFiles(
        folder,
        Missing(folder, Files),
        "They are downloaded when they are asked for by name: with gmmvae data fetch mnist, DataSources.Fetch, or a training on mnist, into the folder that GMMVAE_DATA names; digits, line and signals work without.");

    /// <summary>Checks the files that are in the folder and downloads the others.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Either<DataError, Unit> Complete(string folder, CancellationToken cancellation)
    {
        try
        {
            return CompleteAll(folder, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(
                $"Cancelled while MNIST was downloaded; files that are complete stay.\n  at {folder}\n  The same command goes on with the others.", cancellation);
        }
    }

    private Either<DataError, Unit> CompleteAll(string folder, CancellationToken cancellation)
    {
        using var handler = new SocketsHttpHandler { ConnectTimeout = ConnectLimit };
        using var client = new HttpClient(handler);
        foreach (var (name, hash) in Wanted)
        {
            var result = IdxFolder.Find(folder, name) is { } path
                ? Check(path, hash)
                : Download(client, folder, name, hash, cancellation);
            if (result.IsLeft) return result;
        }

        return unit;
    }

    private static Either<DataError, Unit> Check(string path, string hash)
    {
        try
        {
            using var file = InputFile.Open(path);
            if (HashOf(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file) ==
                hash) return unit;
        }
        catch (InvalidDataException)
        {
            // Damaged, so it has not the hash.
        }
        catch (Exception fault) when (FileErrors.IsExpected(fault))
        {
            return FileErrors.CannotRead(path, fault);
        }

        return new DataError.Unusable(path, "The file is not MNIST's: its contents have another SHA-256.", "Move it away; it is then downloaded again.");
    }

    private Either<DataError, Unit> Download(HttpClient client, string folder, string name, string hash, CancellationToken cancellation)
    {
        var faults = new List<string>();
        foreach (var mirror in mirrors)
        {
            progress?.Report($"{name}.gz from {mirror.Host}");
            var (contents, fault) = Task.Run(() => Get(client, new Uri(mirror, name + ".gz"), hash, cancellation),
                CancellationToken.None).GetAwaiter().GetResult();
            if (contents is not null) return Write(folder, name + ".gz", contents);
            faults.Add($"{mirror.Host}: {fault}");
        }

        return new DataError.MissingFiles(
            folder,
            Missing(folder, Wanted),
            $"Downloading failed ({(faults.Count == 0 ? "there is no mirror" : string.Join("; ", faults))}). Connect to the network, or put the files, plain or as .gz, "
            + "into this folder, the subfolder mnist of the folder that GMMVAE_DATA names; digits, line and signals work without.");
    }

    private static Arr<string> Missing(string folder, Arr<(string Name, string Sha256)> wanted) =>
        wanted.Filter(file => IdxFolder.Find(folder, file.Name) is null).Map(file => file.Name + "[.gz]");

    // The bytes, or why there are none.
    private static async Task<(byte[]? Contents, string? Fault)> Get(HttpClient client, Uri address, string hash,
        CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(StallLimit);
        try
        {
            using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead,
                limit.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode) return (null, FormattableString.Invariant($"HTTP status {(int)response.StatusCode}"));
            var body = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            await using var _ = body.ConfigureAwait(false);
            using var contents = new MemoryStream();
            var piece = new byte[1 << 16];
            while (await body.ReadAsync(piece, limit.Token).ConfigureAwait(false) is > 0 and var read)
            {
                limit.CancelAfter(StallLimit);
                contents.Write(piece, 0, read);
                if (contents.Length > LargestDownload) return (null, "the file is too long");
            }

            contents.Position = 0;
            return HashOf(new GZipStream(contents, CompressionMode.Decompress, leaveOpen: true)) == hash
                ? (contents.ToArray(), null)
                : (null, "the contents have another SHA-256");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, "no answer in time");
        }
        catch (InvalidDataException)
        {
            return (null, "the compressed file is damaged");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return (null, fault.Message);
        }
    }

    private static Either<DataError, Unit> Write(string folder, string name, byte[] contents)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return FileErrors.CannotWrite(folder, fault);
        }

        return AtomicFile.Write(Path.Combine(folder, name), stream => stream.Write(contents));
    }

    // Empty where there is more than any of the files holds.
    private static string HashOf(Stream contents)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (contents)
        {
            var piece = new byte[1 << 16];
            var length = 0;
            while (contents.Read(piece) is > 0 and var read)
            {
                hash.AppendData(piece, 0, read);
                if ((length += read) > LargestContents) return "";
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
