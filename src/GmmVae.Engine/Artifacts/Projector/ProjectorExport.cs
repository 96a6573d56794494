using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Engine.Artifacts.Images;
using GmmVae.Engine.Data;
using GmmVae.Engine.Files;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Artifacts.Projector;

/// <summary>
/// Writes codes as a folder for the embedding projector, both as TensorBoard's plug-in reads it
/// (<c>projector_config.pbtxt</c>) and as projector.tensorflow.org does (<c>projector_config.json</c>).
/// </summary>
/// <remarks>
/// The readers' rules: at least two columns of numbers (a code of one dimension gets a column of zeros), a header over the
/// metadata only where there is more than one column, no empty label, a square sprite of square thumbnails of at most
/// 8192 pixels, paths relative to the folder.
/// </remarks>
internal static class ProjectorExport
{
    /// <summary>The largest side of a sprite that browsers are sure to take as a texture.</summary>
    public const int LargestSprite = 8192;

    /// <summary>The file of the thumbnails.</summary>
    public const string SpriteName = "sprite.png";

    /// <summary>Whether pictures are grey and so small that a sprite holds them.</summary>
    public static bool HasRoomFor(int points, ImageShape image) =>
        image.Channels == 1 && (long)Across(points) * SideOf(image) <= LargestSprite;

    /// <summary>Writes the folder, making it if need be; files of an earlier export are replaced one by one.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="name">What the projector calls the embedding.</param>
    /// <param name="codes">The points, [points, dimensions].</param>
    /// <param name="points">How many.</param>
    /// <param name="columns">What to colour and name them by, at least one.</param>
    /// <param name="images">Their pictures, where they have any.</param>
    /// <returns>An access error where a file cannot be written.</returns>
    /// <exception cref="ArgumentException">Extents do not fit, there is no column, or the sprite would be too large.</exception>
    public static Either<DataError, Unit> Write(
        string folder, string name, ReadOnlyMemory<float> codes, int points, IReadOnlyList<ProjectorColumn> columns,
            ProjectorImages? images)
    {
        Check(codes, points, columns, images);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return FileErrors.CannotWrite(folder, fault);
        }

        var dimensions = codes.Length / points;
        var sprite = images is null ? Right<DataError, Unit>(unit)
            : AtomicFile.Write(In(SpriteName), stream => WriteSprite(stream, images, points));
        return
            from vectors in Text("vectors.tsv", Vectors(codes.Span, points, dimensions))
            from metadata in Text("metadata.tsv", Metadata(columns, points))
            from pictures in sprite
            from site in Text("projector_config.json", Site(name, points, Math.Max(2, dimensions), images))
            from plugin in Text("projector_config.pbtxt", Plugin(name, images))
            select plugin;

        string In(string file) => Path.Combine(folder, file);

        Either<DataError, Unit> Text(string file, string text) =>
            AtomicFile.Write(In(file), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    private static void Check(ReadOnlyMemory<float> codes, int points, IReadOnlyList<ProjectorColumn> columns, ProjectorImages? images)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(points);
        if (codes.IsEmpty || codes.Length % points != 0)
            throw new ArgumentException($"{codes.Length} numbers are not {points} points.", nameof(codes));
        if (columns.Count == 0 || columns.Any(column => column.Values.Count != points))
            throw new ArgumentException($"At least one column of {points} values is needed.", nameof(columns));
        if (images is null)
            return;
        if (images.Shape.Channels != 1 || images.Pixels.Length != (long)points * images.Shape.Features)
            throw new ArgumentException($"These are not {points} grey pictures of {images.Shape}.", nameof(images));
        if (Across(points) * SideOf(images.Shape) > LargestSprite)
            throw new ArgumentException($"{points} pictures of {images.Shape} need a sprite beyond {LargestSprite} pixels.",
                nameof(images));
    }

    /// <summary>How many thumbnails are in a row of the sprite, and how many rows there are.</summary>
    private static int Across(int points)
    {
        var across = 1;
        while ((long)across * across < points) across++;
        return across;
    }

    private static int SideOf(ImageShape shape) => Math.Max(shape.Height, shape.Width);

    private static string Vectors(ReadOnlySpan<float> codes, int points, int dimensions)
    {
        var text = new StringBuilder();
        for (var i = 0; i < codes.Length; i++)
        {
            text.Append(codes[i].ToString("R", CultureInfo.InvariantCulture));
            if (dimensions == 1) text.Append("\t0");
            text.Append((i + 1) % dimensions == 0 ? '\n' : '\t');
        }

        return text.ToString();
    }

    private static string Metadata(IReadOnlyList<ProjectorColumn> columns, int points)
    {
        var text = new StringBuilder();
        if (columns.Count > 1)
            text.AppendJoin('\t', columns.Select(column => Cell(column.Name))).Append('\n');
        for (var row = 0; row < points; row++)
            text.AppendJoin('\t', columns.Select(column => Cell(column.Values[row]))).Append('\n');
        return text.ToString();
    }

    private static string Cell(string value)
    {
        var plain = string.Join(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return plain.Length == 0 ? "none" : plain;
    }

    private static void WriteSprite(Stream stream, ProjectorImages images, int points)
    {
        var ((height, width, _), across) = (images.Shape, Across(points));
        var side = SideOf(images.Shape);
        var pixels = new byte[across * side * across * side];
        var source = images.Pixels.Span;
        for (var i = 0; i < source.Length; i++)
        {
            var (image, y, x) = (i / (height * width), i / width % height, i % width);
            var (top, left) = ((image / across * side) + ((side - height) / 2), (image % across * side) + ((side - width) / 2));
            pixels[((top + y) * across * side) + left + x] = (byte)((Math.Clamp(source[i], 0f, 1f) * 255f) + 0.5f);
        }

        PngWriter.Write(stream, across * side, across * side, pixels, channels: 1);
    }

    private static string Site(string name, int points, int dimensions, ProjectorImages? images)
    {
        var embedding = new JsonObject
        {
            ["tensorName"] = name,
            ["tensorShape"] = new JsonArray(points, dimensions),
            ["tensorPath"] = "vectors.tsv",
            ["metadataPath"] = "metadata.tsv",
        };
        if (images is not null)
            embedding["sprite"] = new JsonObject
            {
                ["imagePath"] = SpriteName,
                ["singleImageDim"] = new JsonArray(SideOf(images.Shape), SideOf(images.Shape)),
            };
        return Encoding.UTF8.GetString(RunJson.Document(new JsonObject { ["embeddings"] = new JsonArray(embedding) }));
    }

    private static string Plugin(string name, ProjectorImages? images)
    {
        var quoted = name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        var text =
            new StringBuilder($"embeddings {{\n  tensor_name: \"{quoted}\"\n  tensor_path: \"vectors.tsv\"\n  metadata_path: \"metadata.tsv\"\n");
        if (images is not null)
        {
            var side = SideOf(images.Shape).ToString(CultureInfo.InvariantCulture);
            text.Append($"  sprite {{\n    image_path: \"sprite.png\"\n    single_image_dim: {side}\n    single_image_dim: {side}\n  }}\n");
        }

        return text.Append("}\n").ToString();
    }
}

/// <summary>What the embedding projector knows about each point besides its place.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Values">A value for each point; an empty one is written as <c>none</c>.</param>
internal sealed record ProjectorColumn(string Name, IReadOnlyList<string> Values);

/// <summary>The pictures of an embedding's points.</summary>
/// <param name="Shape">The extents of each; grey levels, one channel.</param>
/// <param name="Pixels">Grey levels [points, height, width], 0 black, 1 white; values outside are clamped.</param>
internal sealed record ProjectorImages(ImageShape Shape, ReadOnlyMemory<float> Pixels);
