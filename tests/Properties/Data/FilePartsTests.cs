using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

/// <summary>Several files as one data set.</summary>
public sealed class FilePartsTests : IDisposable
{
    private static readonly Gen<(string Type, int[] Rows, int Height, int Width, int Seed, bool Labelled)> Cases =
        from type in Gen.Elements("|u1", "<f4", ">f8", "<i2", "idx")
        from rows in Gen.Choose(1, 9).NonEmptyListOf()
        from height in Gen.Choose(1, 5)
        from width in Gen.Choose(1, 40)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from labelled in Gen.Elements(true, false)
        where rows.Sum() > 1
        select (type, rows.ToArray(), height, width, seed, labelled);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Law(nameof(Cases), MaxTest = 60)]
    public void Parts_in_memory_mapped_or_streamed_are_as_one_file(
        (string Type, int[] Rows, int Height, int Width, int Seed, bool Labelled) c)
    {
        using var parts = new TemporaryFolder();
        var random = new System.Random(c.Seed);
        var values = Enumerable.Range(0, c.Rows.Sum() * c.Height * c.Width).Select(_ => (double)random.Next(128)).ToArray();
        var labels = Enumerable.Range(0, c.Rows.Sum()).Select(_ => (double)random.Next(3)).ToArray();
        Write(parts, c, values, labels);
        var whole = c.Type == "idx"
            ? IdxRows.Load(folder.Write("whole", Idx(c, c.Rows.Sum(), values)), "whole").Value()
            : NpyFile.Load(folder.Write("whole.npy", Npy(c, c.Rows.Sum(), values))).Value();
        if (c.Labelled)
            whole = whole.WithLabels(Numbered(labels));
        foreach (var source in new[] { parts.Path, Path.Combine(parts.Path, "p?-*") })
            foreach (var joined in new[] { FileParts.Load(source).Value(), FileParts.Load(source, mapFrom: 0).Value(),
                DataSource.Read(source, 0, null).Value().Measured })
            {
                Assert.Equal((whole.Fingerprint, whole.Image, whole.HoldsBytes), (joined.Fingerprint, joined.Image, joined.HoldsBytes));
                Assert.Equal(c.Labelled, joined.Labels is not null);
                var first = random.Next(whole.Rows);
                var some = new float[(1 + random.Next(whole.Rows - first)) * whole.Features];
                joined.CopyRange(first, some.Length / whole.Features, some);
                Assert.Equal(whole.Preprocessed()[(first * whole.Features)..][..some.Length], some);
                int[] picks = [.. Enumerable.Range(0, whole.Rows).Select(_ => random.Next(whole.Rows))];
                Assert.Equal(whole.Subset("some", picks).Fingerprint, joined.Subset("some", picks).Fingerprint);
                joined.Expect(first, some.Length / whole.Features);
                joined.Subset("some", [.. picks.Order()]).Expect(0, whole.Rows);
            }

        using var rows = DataSource.Stream(parts.Path, 0, null).Value();
        Assert.Equal(((long?)whole.Rows, whole.Image), (rows.Rows, rows.Image));
        Assert.Equal(whole.Raw(), rows.All(1 + random.Next(12)).Value());
    }

    [Fact]
    public void Parts_are_in_the_ordinal_order_of_their_names_and_other_files_are_left_alone()
    {
        foreach (var (name, value) in new[] { ("b10", 2), ("B", 1), ("b9", 3) })
            folder.Write($"{name}.npy", NpyFiles.Array("<f4", [1, 1], [value]));
        folder.Write("notes.txt", [1]);
        folder.Write(".hidden.npy", [1]);
        Assert.Equal([1, 2, 3], FileParts.Load(folder.Path).Value().Raw());
        Assert.Equal([2, 3], FileParts.Load(folder.File("b*.npy")).Value().Raw());
    }

    [Fact]
    public void Classes_are_numbered_over_all_parts_together()
    {
        foreach (var (name, label) in new[] { ("a", 70), ("b", -3), ("c", 70) })
        {
            folder.Write($"{name}.npy", NpyFiles.Array("<f4", [1, 1], [0]));
            folder.Write($"{name}.labels.npy", NpyFiles.Array("<i4", [1], [label]));
        }

        var data = FileParts.Load(folder.Path).Value();
        Assert.Equal([1, 0, 1], data.Labels!.Value.ToArray());
        Assert.Equal(["-3", "70"], data.ClassNames.ToArray());
    }

    [Theory]
    [InlineData("b.npy", "are 2 numbers, those of the other 3 numbers", "a.npy and")]
    [InlineData("c.idx", "both .npy files and IDX images", "by a pattern")]
    [InlineData("a.labels.npy", "labels for one file and none for the other", "a2.npy")]
    [InlineData("a2.labels.npy", "There are 1 rows but 2 labels", "a2.npy")]
    public void Files_that_do_not_fit_together_are_refused_with_their_names(string odd, params string[] fragments)
    {
        folder.Write("a.npy", NpyFiles.Array("<f4", [1, 2], [1, 2]));
        folder.Write("a2.npy", NpyFiles.Array("<f4", [1, 2], [1, 2]));
        if (odd == "a2.labels.npy")
            folder.Write("a.labels.npy", NpyFiles.Array("<i4", [1], [0]));
        folder.Write(odd, odd switch
        {
            "b.npy" => NpyFiles.Array("<f4", [1, 3], [1, 2, 3]),
            "c.idx" => IdxReaderTests.Idx([1, 1, 2], [1, 2]),
            "a.labels.npy" => NpyFiles.Array("<i4", [1], [0]),
            _ => NpyFiles.Array("<i4", [2], [0, 1]),
        });
        foreach (var mapFrom in new[] { 0, long.MaxValue })
            Assert.All(fragments, fragment =>
                Assert.Contains(fragment, FileParts.Load(folder.Path, mapFrom).Error().Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Patterns_that_name_nothing_or_other_files_and_damaged_parts_are_refused()
    {
        Assert.Contains("No file has such a name", DataSource.Read(folder.File("x*.npy"), 0, null).Error().Message,
            StringComparison.Ordinal);
        folder.Write("a.csv", [1]);
        Assert.Contains("neither a .npy file nor one of IDX images", DataSource.Read(folder.File("*.csv"), 0, null).Error().Message,
            StringComparison.Ordinal);
        folder.Write("a.npy", NpyFiles.Array("<f4", [1, 1], [1]));
        folder.Write("b.npy", NpyFiles.Array("<f4", [1, 1], [1])[..^1]);
        Assert.Contains("b.npy", FileParts.Load(folder.Path).Error().Message, StringComparison.Ordinal);
        Assert.Contains("b.npy", DataSource.Stream(folder.Path, 0, null).Error().Message, StringComparison.Ordinal);
    }

    private static int[] Numbered(double[] labels)
    {
        var classes = labels.Distinct().Order().ToList();
        return [.. labels.Select(label => classes.IndexOf(label))];
    }

    private static void Write(
        TemporaryFolder to, (string Type, int[] Rows, int Height, int Width, int Seed, bool Labelled) c, double[] values, double[] labels)
    {
        var row = 0;
        for (var part = 0; part < c.Rows.Length; part++)
        {
            var own = values[(row * c.Height * c.Width)..((row + c.Rows[part]) * c.Height * c.Width)];
            var classes = labels[row..(row + c.Rows[part])];
            var name = $"p{(char)('A' + part)}-";
            var isPacked = part % 2 == 1;
            if (c.Type == "idx")
                to.Write(name + "images-idx3-ubyte" + (isPacked ? ".gz" : ""), isPacked ? IdxReaderTests.Gzip(Idx(c, c.Rows[part], own))
                    : Idx(c, c.Rows[part], own));
            else
                to.Write(name + ".npy", Npy(c, c.Rows[part], own));
            if (c.Labelled && c.Type == "idx")
                to.Write(name + "labels-idx1-ubyte",
                    IdxReaderTests.Idx([(uint)c.Rows[part]], System.Array.ConvertAll(classes, label => (byte)label)));
            else if (c.Labelled)
                to.Write(name + ".labels.npy", NpyFiles.Array("<i8", [c.Rows[part]], classes));
            row += c.Rows[part];
        }
    }

    private static byte[] Idx((string Type, int[] Rows, int Height, int Width, int Seed, bool Labelled) c, int rows, double[] values) =>
        IdxReaderTests.Idx([(uint)rows, (uint)c.Height, (uint)c.Width], System.Array.ConvertAll(values, value => (byte)value));

    private static byte[] Npy((string Type, int[] Rows, int Height, int Width, int Seed, bool Labelled) c, int rows, double[] values) =>
        NpyFiles.Array(c.Type, [rows, c.Height, c.Width], values);
}
