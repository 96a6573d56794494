namespace GmmVae.Tests.EndToEnd;

public class DataErrorTests
{
    private static readonly byte[] Images = IdxFiles.Images(60);

    /// <summary>What is done to the training images, and what the message has to hold.</summary>
    private static readonly Dictionary<string, (Func<byte[], byte[]> Spoil, string Fragment)> Spoiled = new()
    {
        ["cut short"] = (file => file[..^5], "cut short"),
        ["cut in its header"] = (file => file[..9], "cut short"),
        ["empty"] = (_ => [], "cut short"),
        ["followed by more"] = (file => [.. file, 1], "goes on after the end"),
        ["announcing more than there is"] = (file => [.. file[..4], 0, 0, 1, 0, .. file[8..]], "cut short"),
        ["announcing two thousand million images"] = (file => [.. file[..4], 0x7F, 0xFF, 0xFF, 0xFF, .. file[8..]], "cut short"),
        ["announcing four thousand million images"] = (file => [.. file[..4], 0xFF, 0xFF, 0xFF, 0xFF, .. file[8..]], "4294967295"),
        ["announcing less than there is"] = (file => [.. file[..4], 0, 0, 0, 59, .. file[8..]], "goes on after the end"),
        ["of floats"] = (file => [0, 0, 0x0D, .. file[3..]], "type 0x0D"),
        ["of labels"] = (_ => IdxFiles.Labels(60), "rank 1"),
        ["of something else"] = (_ => "not an IDX file at all"u8.ToArray(), "no IDX file"),
    };

    public static TheoryData<string, bool> Spoils { get; } = Cases.Each(Spoiled.Keys, [false, true]);

    [Theory]
    [MemberData(nameof(Spoils))]
    public void Spoiled_images_are_refused_by_file_and_byte(string name, bool compressed)
    {
        var (spoil, fragment) = Spoiled[name];
        Refused(3, folder => IdxFiles.Put(folder, IdxFiles.TrainImages, spoil(Images), compressed), compressed, fragment,
            IdxFiles.TrainImages, "byte ");
    }

    [Fact]
    public void A_compressed_file_that_is_cut_or_damaged_is_refused()
    {
        var file = IdxFiles.Compress(Images);
        var damaged = (byte[])file.Clone();
        damaged[file.Length / 2] ^= 0x55;
        foreach (var contents in (byte[][])[file[..(file.Length / 2)], damaged])
            Refused(3, folder => File.WriteAllBytes(Path.Combine(folder, IdxFiles.TrainImages + ".gz"), contents), true,
                IdxFiles.TrainImages + ".gz", "byte ");
    }

    [Fact]
    public void Labels_that_are_not_as_many_as_images_are_refused() => Refused(
        3,
        folder => IdxFiles.Put(folder, IdxFiles.TestLabels, IdxFiles.Labels(29), compressed: false),
        false,
        "30 images but 29 labels",
        IdxFiles.TestImages,
        IdxFiles.TestLabels);

    [Fact]
    public void Splits_of_different_shapes_are_refused() => Refused(
        3, folder => IdxFiles.Put(folder, IdxFiles.TestImages, IdxFiles.Images(30, width: 5), compressed: false), false, "4x4", "4x5",
            IdxFiles.TestImages);

    [Fact]
    public void A_missing_file_is_named() => Refused(
        4, folder => File.Delete(Path.Combine(folder, IdxFiles.TestImages)), false, "Missing", IdxFiles.TestImages, "Put the IDX files");

    [Theory]
    [InlineData("lines", 2, "no data source 'lines'", "line, overlap, signals, digits, mnist")]
    [InlineData("./missing/folder", 4, "no such file or folder", "./missing/folder")]
    [InlineData("mnist", 4, "train-images-idx3-ubyte", "Downloading failed", "GMMVAE_DATA", "digits, line and signals work without")]
    public void A_source_that_is_not_there_is_refused_with_what_there_is(string source, int exitCode, params string[] fragments)
    {
        using var folder = new TemporaryFolder();
        Cli.Refuses(Cli.Run(["train", "--preset", "report", "--data", source, "--out", "run"], null, folder.Path), exitCode, fragments);
        Cli.Refuses(Cli.Run(["inspect", source], null, folder.Path), exitCode, fragments[..1]);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("a,b\n1,\n3,4\n", "has no value")]
    public void What_is_wrong_with_the_data_comes_before_what_defaults_make_of_them(string text, params string[] fragments)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.csv"], text);
        var result = Cli.Run(["train", "--model", "vae", "--preset", "report", "--data", "a.csv", "--out", "run"], null, folder.Path);
        Assert.True(result.ExitCode is 2 or 3, result.ToString());
        Assert.All(fragments, fragment => Assert.Contains(fragment, result.Error, StringComparison.Ordinal));
        Assert.DoesNotContain("--batch", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_in_which_there_is_nothing_to_find_are_refused_or_warned_of()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.csv"], string.Concat(Enumerable.Repeat("1,2\n", 20)));
        string[] Train(string clusters) =>
            ["train", "--data", "a.csv", "--preset", "report", "--clusters", clusters, "--steps", "3", "--out", "run", .. TinyRun.Small];
        Cli.Refuses(Cli.Run(Train("30"), null, folder.Path), 2, "--clusters", "number of rows");
        Assert.Contains("constant data", Cli.Succeeds(Cli.Run(Train("3"), null, folder.Path)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_folder_without_mnist_is_refused_with_the_files_that_are_missing()
    {
        using var folder = new TemporaryFolder();
        var result = Cli.Run(["train", "--preset", "report", "--data", "mnist", "--out", folder["run"]], [("GMMVAE_DATA", folder.Path)]);
        Cli.Refuses(result, 4, IdxFiles.TrainImages, folder["mnist"], "GMMVAE_DATA");
        Assert.False(Directory.Exists(folder["run"]));
    }

    private static void Refused(int exitCode, Action<string> spoil, bool compressed, params string[] fragments)
    {
        using var folder = new TemporaryFolder();
        spoil(IdxFiles.Write(folder["tiny"], compressed));
        Cli.Refuses(Cli.Run("train", "--preset", "report", "--data", folder["tiny"], "--out", folder["run"]), exitCode, fragments);
        Assert.False(Directory.Exists(folder["run"]));
    }
}
