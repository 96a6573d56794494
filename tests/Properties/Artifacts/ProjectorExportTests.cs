using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

/// <summary>The rules of the embedding projector's readers, checked on what is written.</summary>
public sealed class ProjectorExportTests
{
    private static readonly Gen<(int Points, int Dimensions, int Columns, ImageShape? Image, RandomKey Key)> Cases =
        from points in Gen.Choose(1, 30)
        from dimensions in Gen.Choose(1, 5)
        from columns in Gen.Choose(1, 3)
        from height in Gen.Choose(0, 4)
        from width in Gen.Choose(1, 4)
        from key in Partitions.Keys
        select (points, dimensions, columns, height == 0 ? null : (ImageShape?)new ImageShape(height, width), key);

    [Law(nameof(Cases), MaxTest = 20)]
    public void What_is_written_obeys_the_readers_rules((int Points, int Dimensions, int Columns, ImageShape? Image, RandomKey Key) given)
    {
        using var folder = new TemporaryFolder();
        var (points, dimensions, columns, image, key) = given;
        float[] codes = [.. Enumerable.Range(0, points * dimensions).Select(i => (float)key.Normal((ulong)i))];
        ProjectorColumn[] labels = [.. Enumerable.Range(0, columns).Select(column =>
            new ProjectorColumn($"column {column}", [.. Enumerable.Range(0, points).Select(row => row % 3 == 0 ? "" : $"a\tb\n{row}")]))];
        var images = image is { } shape
            ? new ProjectorImages(shape, Enumerable.Range(0, points * shape.Features).Select(i => i % 5 / 4f).ToArray()) : null;
        Assert.True(ProjectorExport.Write(folder.Path, "codes \"of\" a run", codes, points, labels, images).IsRight);

        Vectors(folder.Path, codes, points, dimensions);
        Metadata(folder.Path, points, columns);
        Configurations(folder.Path, points, Math.Max(2, dimensions), images);
        Assert.Equal(images is not null, File.Exists(Path.Combine(folder.Path, "sprite.png")));
        if (image is { } thumbnail)
            Sprite(folder.Path, points, Math.Max(thumbnail.Height, thumbnail.Width));
    }

    [Fact]
    public void Labels_are_words_and_a_row_without_one_drops_nobody_s()
    {
        using var folder = new TemporaryFolder();
        var rows = Dataset.FromFloats("rows", [1, 2, 3], 1)
            .WithLabels([1, Dataset.Unknown, 0], LanguageExt.Prelude.Array("cat", "dog"));
        Assert.True(DatasetPoints.Write(folder.Path, "codes", rows, [0, 1, 2], [1, 2, 3], null, withRowNumbers: true).IsRight);
        Assert.Equal(["row\tlabel", "0\tdog", "1\tnone", "2\tcat"], File.ReadAllLines(folder.File("metadata.tsv")));
    }

    [Fact]
    public void What_does_not_fit_is_refused_before_anything_is_written()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "projector");
        Throws([1, 2, 3], 2, "a", "b");
        Throws([1, 2], 2, "a");
        Throws([1, 2], 2);
        var labels = new ProjectorColumn("label", [.. Enumerable.Repeat("x", 4)]);
        Assert.Throws<ArgumentException>(() => ProjectorExport.Write(
            path, "large", new float[4], 4, [labels], new ProjectorImages(new ImageShape(4097, 1), new float[4 * 4097])));
        Assert.Throws<ArgumentException>(() => ProjectorExport.Write(
            path, "short", new float[4], 4, [labels], new ProjectorImages(new ImageShape(2, 2), new float[15])));
        Assert.False(Directory.Exists(path));

        void Throws(float[] codes, int points, params string[] values) => Assert.Throws<ArgumentException>(() =>
            ProjectorExport.Write(path, "codes", codes, points, values.Length == 0 ? [] : [new ProjectorColumn("label", values)], null));
    }

    private static void Vectors(string folder, float[] codes, int points, int dimensions)
    {
        var rows = Lines(folder, "vectors.tsv").Select(line =>
            Array.ConvertAll(line.Split('\t'), cell => float.Parse(cell, CultureInfo.InvariantCulture))).ToArray();
        Assert.Equal(points, rows.Length);
        Assert.All(rows, row => Assert.Equal(Math.Max(2, dimensions), row.Length));
        Assert.Equal(codes, rows.SelectMany(row => row.Take(dimensions)));
    }

    private static void Metadata(string folder, int points, int columns)
    {
        var lines = Lines(folder, "metadata.tsv");
        Assert.Equal(points + (columns > 1 ? 1 : 0), lines.Length);
        Assert.Equal(columns > 1, lines[0].StartsWith("column 0", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Equal(columns, line.Split('\t').Length));
        Assert.All(lines.SelectMany(line => line.Split('\t')), cell => Assert.NotEqual("", cell.Trim()));
    }

    private static void Configurations(string folder, int points, int dimensions, ProjectorImages? images)
    {
        var embedding = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "projector_config.json")))!["embeddings"]![0]!;
        Assert.Equal([points, dimensions], embedding["tensorShape"]!.AsArray().Select(extent => (int)extent!));
        string[] paths = [(string)embedding["tensorPath"]!, (string)embedding["metadataPath"]!, .. images is null ? Array.Empty<string>()
            : [(string)embedding["sprite"]!["imagePath"]!]];
        Assert.All(paths, path => Assert.True(!Path.IsPathRooted(path) && File.Exists(Path.Combine(folder, path)), path));
        var plugin = File.ReadAllText(Path.Combine(folder, "projector_config.pbtxt"));
        Assert.All(paths, path => Assert.Contains($"\"{path}\"", plugin, StringComparison.Ordinal));
        Assert.Contains("codes \\\"of\\\" a run", plugin, StringComparison.Ordinal);
        Assert.Equal(images is null ? 0 : 2, plugin.Split("single_image_dim").Length - 1);
    }

    private static void Sprite(string folder, int points, int side)
    {
        var header = File.ReadAllBytes(Path.Combine(folder, "sprite.png"));
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(16)),
            BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(20)));
        Assert.Equal(width, height);
        Assert.True(width <= ProjectorExport.LargestSprite && width % side == 0);
        var across = width / side;
        Assert.True(across * across >= points && (across - 1) * (across - 1) < points);
    }

    private static string[] Lines(string folder, string file) => File.ReadAllText(Path.Combine(folder, file)).TrimEnd('\n').Split('\n');
}
