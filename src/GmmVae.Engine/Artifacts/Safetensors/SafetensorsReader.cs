using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Data;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Artifacts.Safetensors;

/// <summary>The checked contents of a safetensors file, held in memory.</summary>
/// <remarks>Immutable and thread-safe; equality is by reference.</remarks>
internal sealed class SafetensorsFile
{
    private readonly byte[] content;
    private readonly int header;
    private readonly FrozenDictionary<string, SafetensorsEntry> byName;

    internal SafetensorsFile(
        string path, byte[] contents, int header, Arr<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        (Path, content, this.header, Entries, Metadata) = (path, contents, header, entries, metadata);
        byName = entries.ToFrozenDictionary(e => e.Name, StringComparer.Ordinal);
    }

    /// <summary>Where the file was read from.</summary>
    public string Path { get; }

    /// <summary>The tensors, in the order of their values in the file.</summary>
    public Arr<SafetensorsEntry> Entries { get; }

    /// <summary>The text kept with the tensors; empty where there is none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads a file (see <see cref="SafetensorsReader"/>).</summary>
    public static Either<DataError, SafetensorsFile> Read(string path) => SafetensorsReader.Read(path);

    /// <summary>Whether the file has a digest of itself, as <see cref="SafetensorsWriter.WriteSealed"/> gives it one.</summary>
    internal bool IsSealed => Metadata.ContainsKey(SafetensorsSeal.Key);

    /// <summary>Whether every bit of a sealed file is what it was when it was written.</summary>
    internal bool SealHolds => SafetensorsSeal.Holds(content, header);

    /// <summary>The tensor of a name, if there is one.</summary>
    public Option<SafetensorsEntry> Find(string name) =>
        byName.TryGetValue(name, out var entry) ? Some(entry) : None;

    /// <summary>A single-precision tensor's values.</summary>
    public Either<DataError, float[]> Floats(string name, Arr<int> shape) =>
        Values<float>(name, SafetensorsType.F32, shape);

    /// <summary>A double-precision tensor's values.</summary>
    public Either<DataError, double[]> Doubles(string name, Arr<int> shape) =>
        Values<double>(name, SafetensorsType.F64, shape);

    /// <summary>The values of a tensor of 64-bit integers.</summary>
    public Either<DataError, long[]> Integers(string name, Arr<int> shape) =>
        Values<long>(name, SafetensorsType.I64, shape);

    /// <summary>The values of a tensor of bytes.</summary>
    public Either<DataError, byte[]> Bytes(string name, Arr<int> shape) =>
        Values<byte>(name, SafetensorsType.U8, shape);

    /// <summary>A copy of the values of a tensor that must have this type and shape.</summary>
    private Either<DataError, T[]> Values<T>(string name, SafetensorsType type, Arr<int> shape)
        where T : unmanaged
    {
        const string Remedy = "Give a file that was written for this model.";
        if (!byName.TryGetValue(name, out var entry))
            return new DataError.Malformed(Path, 8, $"The tensor '{name}' is missing.", Remedy);
        if (entry.Type != type || entry.Shape != shape)
            return new DataError.Malformed(
                Path, entry.Begin,
                $"The tensor '{name}' is {entry.Type} [{string.Join(", ", entry.Shape)}] where {type} " +
                $"[{string.Join(", ", shape)}] is needed.", Remedy);
        var bytes = content.AsSpan(entry.Begin, entry.Length * SafetensorsWriter.Size(type));
        return MemoryMarshal.Cast<byte, T>(bytes).ToArray();
    }
}

/// <summary>A tensor in a safetensors file.</summary>
/// <param name="Name">Its name, unique in the file.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its extents, the last varying fastest; empty for a single number.</param>
/// <param name="Length">The number of elements: the product of the extents.</param>
/// <param name="Begin">Where its values begin, counted from the start of the file.</param>
internal sealed record SafetensorsEntry(string Name, SafetensorsType Type, Arr<int> Shape, int Length, int Begin);

/// <summary>The element types of safetensors files that are taken here, each with its name in the format.</summary>
internal enum SafetensorsType
{
    /// <summary>Double precision.</summary>
    F64,

    /// <summary>64-bit signed integers.</summary>
    I64,

    /// <summary>Single precision.</summary>
    F32,

    /// <summary>Bytes.</summary>
    U8,
}

/// <summary>Reads the safetensors format, believing nothing: lengths, names, types, shapes and offsets are checked
/// against the file.</summary>
internal static class SafetensorsReader
{
    private const int LargestHeader = 100_000_000;
    private const string Remedy = "Write the file again, or give a file of the safetensors format.";

    /// <summary>Reads and checks the file at <paramref name="path"/>.</summary>
    public static Either<DataError, SafetensorsFile> Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("Little-endian machines only.");
        try
        {
            var length = new FileInfo(path).Length;
            if (length > System.Array.MaxLength)
                return new DataError.TooLarge(path, (UInt128)length, System.Array.MaxLength);
            return Parse(path, ReadAll(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FileErrors.CannotRead(path, e);
        }
    }

    /// <summary>A run that has just put a checkpoint in its place lets go of it in a moment.</summary>
    private static byte[] ReadAll(string path)
    {
        for (var patience = 50; ; patience--)
            try
            {
                return File.ReadAllBytes(path);
            }
            catch (IOException fault) when (patience > 0 && FileErrors.IsInUse(fault))
            {
                Thread.Sleep(10);
            }
    }

    private static Either<DataError, SafetensorsFile> Parse(string path, byte[] contents)
    {
        if (contents.Length < 8) return new DataError.Truncated(path, contents.Length, 8);
        var announced = BinaryPrimitives.ReadUInt64LittleEndian(contents);
        if (announced > LargestHeader)
            return new DataError.Malformed(
                path, 0, Text($"The header's length, {announced} bytes, exceeds the format's limit."), Remedy);
        var header = 8 + (int)announced;
        if (header > contents.Length) return new DataError.Truncated(path, contents.Length, (UInt128)header);
        if (announced == 0 || contents[8] != '{')
            return new DataError.Malformed(path, 8, "The header does not begin with '{'.", Remedy);

        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 };
            using var json = JsonDocument.Parse(contents.AsMemory(8, header - 8), options);
            return Entries(path, contents, header, json.RootElement);
        }
        catch (JsonException e)
        {
            var at = e.LineNumber is 0 ? 8 + (e.BytePositionInLine ?? 0) : 8;
            return new DataError.Malformed(path, at, $"The header is no valid JSON: {FirstSentence(e.Message)}", Remedy);
        }
        catch (InvalidOperationException)
        {
            // A string that is no text: an unpaired surrogate or broken UTF-8.
            return new DataError.Malformed(path, 8, "A string of the header is no valid text.", Remedy);
        }
    }

    private static Either<DataError, SafetensorsFile> Entries(string path, byte[] contents, int header, JsonElement root)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var entries = new List<(SafetensorsEntry Entry, long Begin, long End)>();
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name != "__metadata__")
            {
                if (Entry(property, header, contents.Length) is not { } entry)
                    return new DataError.Malformed(path, 8, WrongEntry(property), Remedy);
                entries.Add(entry);
            }
            else if (!ReadMetadata(property.Value, metadata))
            {
                return new DataError.Malformed(path, 8, "'__metadata__' is no map of strings to strings.", Remedy);
            }
        }

        var position = 0L;
        var ordered = entries.OrderBy(e => e.Begin).ThenBy(e => e.End).ToArray();
        foreach (var (entry, begin, end) in ordered)
        {
            if (begin != position)
                return new DataError.Malformed(
                    path, header + position,
                    Text($"The tensor '{entry.Name}' begins at data byte {begin}, not {position}, where the one before ends."),
                    Remedy);
            if (end > contents.Length - header)
                return new DataError.Truncated(path, contents.Length, (UInt128)end + (UInt128)header);
            position = end;
        }

        if (header + position < contents.Length) return new DataError.TrailingBytes(path, header + position);
        return new SafetensorsFile(path, contents, header, ordered.Select(e => e.Entry).ToArr(), metadata);
    }

    private static bool ReadMetadata(JsonElement element, Dictionary<string, string> metadata)
    {
        if (element.ValueKind != JsonValueKind.Object) return false;
        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String) return false;
            metadata.Add(property.Name, property.Value.GetString()!);
        }

        return true;
    }

    /// <summary>The entry, or none where it is not one: see <see cref="WrongEntry"/>.</summary>
    private static (SafetensorsEntry, long Begin, long End)? Entry(JsonProperty property, int header, int fileLength)
    {
        var value = property.Value;
        if (value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() != 3
            || !value.TryGetProperty("dtype", out var dtype) || Type(dtype) is not { } type
            || !value.TryGetProperty("shape", out var shapeElement) || Numbers(shapeElement) is not { } shape
            || !value.TryGetProperty("data_offsets", out var offsets)
            || Numbers(offsets) is not [var begin, var end] || begin > end)
            return null;

        var size = (UInt128)SafetensorsWriter.Size(type);
        foreach (var extent in shape)
        {
            size *= (UInt128)extent;
            if (extent > int.MaxValue || size > long.MaxValue) return null;
        }

        // An end past the file is kept: the caller reports the file as cut short.
        if (size != (UInt128)(end - begin)) return null;
        var inside = end <= fileLength - header;
        var entry = new SafetensorsEntry(
            property.Name, type, shape.Select(e => (int)e).ToArr(),
            inside ? (int)(size / (UInt128)SafetensorsWriter.Size(type)) : 0, inside ? header + (int)begin : 0);
        return (entry, begin, end);
    }

    private static string WrongEntry(JsonProperty property) =>
        property.Value.ValueKind == JsonValueKind.Object && property.Value.TryGetProperty("dtype", out var dtype)
            && dtype.ValueKind == JsonValueKind.String && Type(dtype) is null
            ? $"The tensor '{property.Name}' has the type '{dtype.GetString()}' where F32, F64, I64 or U8 is needed."
            : $"The tensor '{property.Name}' has no consistent 'dtype', 'shape' and 'data_offsets'.";

    private static SafetensorsType? Type(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String) return null;
        return element.GetString() switch
        {
            "F64" => SafetensorsType.F64,
            "I64" => SafetensorsType.I64,
            "F32" => SafetensorsType.F32,
            "U8" => SafetensorsType.U8,
            _ => null,
        };
    }

    private static long[]? Numbers(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array) return null;
        var numbers = new List<long>();
        foreach (var item in element.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out var number) || number < 0) return null;
            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" LineNumber", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
