using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace GmmVae.Tests.EndToEnd;

public class DataFileTests
{
    /// <summary>Two clouds of two numbers, some missing.</summary>
    private static readonly string Clouds = "first,label,second\n" + string.Concat(Enumerable.Range(0, 100).Select(i => string.Create(
        CultureInfo.InvariantCulture,
            $"{(i % 2 * 5) + (i * 7 % 10 / 10.0)},{(i % 2 == 0 ? "left" : "right")},{(i % 9 == 0 ? "" : i % 13)}\r\n")));

    private static readonly byte[] Pictures = Npy("|u1", "(60, 4, 4)", IdxFiles.Images(60)[16..]);

    [Fact]
    public void A_table_is_described_trained_on_and_measured_with_its_labels()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["clouds.csv"], Clouds);
        var found = RunFiles.Parse(Cli.Succeeds(Cli.Run("inspect", folder["clouds.csv"], "--json")));
        Assert.Equal((2, 80, 20), ((int)found["features"]!, (int)found["train"]!["rows"]!, (int)found["test"]!["rows"]!));
        Assert.Equal(12, (int)found["train"]!["missing"]! + (int)found["test"]!["missing"]!);
        Assert.Equal(["left", "right"], found["classes"]!.AsArray().Select(name => (string)name!));
        Assert.Contains("left, right", Cli.Succeeds(Cli.Run("data", "describe", folder["clouds.csv"])), StringComparison.Ordinal);
        Cli.Succeeds(Train(folder, "clouds.csv", "--missing", "mask"));
        Assert.InRange((double)RunFiles.Summary(folder["run"])["metrics"]!["accuracy"]!, 0.5, 1);
        var measured = RunFiles.Parse(Cli.Succeeds(Cli.Run("evaluate", folder["run"], "--json")));
        Assert.Equal((string)RunFiles.Summary(folder["run"])["parametersSha256"]!, (string)measured["parametersSha256"]!);
    }

    [Fact]
    public void Several_files_of_a_folder_or_a_pattern_are_one_data_set()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["parts"]);
        File.WriteAllBytes(folder["parts/1.npy"], Npy("|u1", "(60, 4, 4)", IdxFiles.Images(60)[16..]));
        File.WriteAllBytes(folder["parts/2.npy"], Npy("|u1", "(60, 4, 4)", IdxFiles.Images(60)[16..]));
        File.WriteAllBytes(folder["parts/1.labels.npy"], Npy("|u1", "(60,)", IdxFiles.Labels(60)[8..]));
        File.WriteAllBytes(folder["parts/2.labels.npy"], Npy("|u1", "(60,)", IdxFiles.Labels(60)[8..]));
        Cli.Succeeds(Train(folder, "parts"));
        var whole = RunFiles.Summary(folder["run"]);
        Assert.NotNull(whole["metrics"]!["accuracy"]);
        Directory.Delete(folder["run"], recursive: true);
        Cli.Succeeds(Train(folder, "parts/?.npy"));
        Assert.Equal((string)whole["parametersSha256"]!, RunFiles.Hash(folder["run"]));
        Cli.Succeeds(Cli.Run("embed", folder["run"], "--data", folder["parts"], "--out", folder["codes.csv"]));
        Assert.Equal(120 + 1, File.ReadLines(folder["codes.csv"]).Count());
        File.WriteAllBytes(folder["parts/2.npy"], Npy("|u1", "(120, 4, 2)", IdxFiles.Images(60)[16..]));
        Cli.Refuses(Train(folder, "parts"), 3, "1.npy and", "2.npy", "4x4x1 bytes", "4x2x1 bytes");
    }

    [Theory]
    [InlineData("a.npy")]
    [InlineData("a.npz")]
    public void Arrays_of_bytes_are_trained_on_as_pictures(string name)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder[name], name == "a.npy" ? Pictures : Archive(("x_train", Pictures), ("x_test", Pictures)));
        var found = RunFiles.Parse(Cli.Succeeds(Cli.Run("inspect", folder[name], "--json")));
        Assert.Equal("4x4x1", (string)found["image"]!);
        Assert.Equal(name == "a.npy" ? (48, 12) : (60, 60), ((int)found["train"]!["rows"]!, (int)found["test"]!["rows"]!));
        Cli.Succeeds(Train(folder, name));
        Assert.Contains("figures/reconstructions.png", RunFiles.Names(folder["run"]));
    }

    [Theory]
    [InlineData("a.csv", "1,2\n3\n4,5\n", "line 2", "1 cell where the first line has 2", "same number of cells")]
    [InlineData("a.csv", "x,y\n1,2\n3,four\n", "line 3, column 2 (y)", "'four' is not a number", "leave the cell of a missing value empty")]
    [InlineData("a.csv", "x,y\n1,NaN\n3,4\n5,6\n", "line 2, column 2 (y)", "missing", "--missing mask")]
    [InlineData("a.csv", "", "a.csv", "is empty", "Give a text file")]
    [InlineData("a.csv", "x,y\n", "a.csv", "header but no row", "Give a text file")]
    [InlineData("a.csv", "x,y\n1,2\n", "a.csv", "only one row", "at least two rows")]
    [InlineData("a.npy", "", "byte 0", "cut short", "again")]
    [InlineData("a.npy", "text, not an array", "byte 0", "no NPY file", "numpy.save")]
    [InlineData("a.npz", "text, not an archive", "a.npz", "ZIP", "numpy.savez")]
    [InlineData("a.xyz", "1,2\n3,4\n", "a.xyz", "of no kind", ".csv, .tsv, .parquet, .npy or .npz")]
    public void Unusable_files_are_refused_with_place_and_cure(string name, string contents, params string[] fragments) =>
        Refused(name, Encoding.UTF8.GetBytes(contents), fragments);

    [Fact]
    public void Arrays_that_are_cut_or_lie_are_refused_by_their_byte()
    {
        Refused("a.npy", Pictures[..^3], "cut short", $"byte {Pictures.Length - 3}");
        Refused("a.npy", Npy("|u1", "(61, 4, 4)", new byte[960]), "cut short", "byte ");
        Refused("a.npy", Npy("<f8", "(9223372036854775807, 9, 9)", new byte[960]), "cut short", "byte ");
        Refused("a.npy", Npy("|u1", "(-1, 4, 4)", new byte[960]), "not negative", "byte ");
        Refused("a.npy", Npy("|O", "(60,)", new byte[960]), "Python objects", "f4");
        Refused("a.npz", Archive(("x", Pictures[..^3])), "a.npz:x.npy, byte", "cut short");
        Refused("a.npz", Archive(("a", Pictures), ("b", Pictures)), "holds a, b", "x_train and x_test");
    }

    [Fact]
    public void A_missing_file_is_an_access_error() =>
        Cli.Refuses(Cli.Run("inspect", "./missing.csv"), 4, "no such file", "./missing.csv");

    [Fact]
    public void Sources_are_listed_described_and_checked()
    {
        using var folder = new TemporaryFolder();
        var listed = RunFiles.Parse(Cli.Succeeds(Cli.Run(["data", "list", "--json"], [("GMMVAE_DATA", folder.Path)])));
        Assert.Equal(folder.Path, (string)listed["dataFolder"]!);
        var names = listed["sources"]!.AsArray().Select(source => (string)source!["name"]!).ToArray();
        Assert.Equal(["line", "overlap", "signals", "digits", "mnist"], names[..5]);
        Assert.Contains("strokes", Cli.Succeeds(Cli.Run("data", "list")), StringComparison.Ordinal);
        var digits = RunFiles.Parse(Cli.Succeeds(Cli.Run("data", "describe", "digits", "--json")));
        Assert.Equal(("28x28x1", 10), ((string)digits["image"]!, (int)digits["train"]!["labels"]!));
        var others = RunFiles.Parse(Cli.Succeeds(Cli.Run("data", "describe", "digits", "--seed", "1", "--json")));
        Assert.NotEqual((string)digits["train"]!["fingerprint"]!, (string)others["train"]!["fingerprint"]!);
        Cli.Refuses(Cli.Run("data", "describe", "lines"), 2, "no data source 'lines'", "digits");
        Cli.Refuses(Cli.Run("data", "fetch", "line"), 2, "nothing to download", "mnist");
        Cli.Refuses(
            Cli.Run(["data", "fetch", "mnist", "--json"], [("GMMVAE_DATA", folder["new"])]), 4,
            "Downloading failed", folder["new"], "GMMVAE_DATA", "digits, line and signals work without");
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [MnistFact]
    public void Mnist_that_is_there_is_checked_and_kept()
    {
        var result = Cli.Run(["data", "fetch", "mnist", "--json"], [("GMMVAE_DATA", MnistFactAttribute.DataFolder!)]);
        Assert.Equal(MnistFactAttribute.Folder, (string)RunFiles.Parse(Cli.Succeeds(result))["folder"]!);
    }

    private static CliResult Train(TemporaryFolder folder, string name, params string[] more) => Cli.Run(
        ["train", "--preset", "report", "--data", folder[name], "--out", folder["run"], "--epochs", "2", "--batch", "20", "--clusters", "2", .. TinyRun.Small,
            .. more]);

    private static void Refused(string name, byte[] contents, params string[] fragments)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder[name], contents);
        Cli.Refuses(Cli.Run("train", "--preset", "report", "--data", folder[name], "--out", folder["run"]), 3, fragments);
        Assert.False(Directory.Exists(folder["run"]));
    }

    private static byte[] Npy(string type, string shape, byte[] values)
    {
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        return [0x93, .. "NUMPY"u8, 1, 0, .. length, .. Encoding.ASCII.GetBytes(text), .. values];
    }

    private static byte[] Archive(params (string Name, byte[] Contents)[] arrays)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create))
            foreach (var (name, contents) in arrays)
            {
                using var stream = archive.CreateEntry(name + ".npy").Open();
                stream.Write(contents);
            }

        return memory.ToArray();
    }
}
