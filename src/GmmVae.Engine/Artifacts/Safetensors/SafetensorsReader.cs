using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Data;
using LanguageExt;

namespace GmmVae.Engine.Artifacts.Safetensors;

/// <summary>Reads the safetensors format, believing nothing: lengths, names, types, shapes and offsets are checked
/// against the file.</summary>
internal static class SafetensorsReader
{
    /// <summary>The bytes of the header's length, which is before it.</summary>
    private const int HeaderStart = 8;

    private const int LargestHeader = 100_000_000;
    private const string Remedy = "Write the file again, or give a file of the safetensors format.";

    /// <summary>Reads and checks the file at <paramref name="path"/>.</summary>
    public static Either<DataError, SafetensorsFile> Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("Little-endian machines only.");
        try
        {
            using var file = Open(path);
            if (file.Length > System.Array.MaxLength)
                return new DataError.TooLarge(path, (UInt128)file.Length, System.Array.MaxLength);

            // Only what may be such a file is read as a whole.
            var contents = new byte[Math.Min(file.Length, HeaderStart + 1)];
            file.ReadExactly(contents);
            if (CheckStart(path, contents, file.Length) is { } error) return error;
            var start = contents.Length;
            System.Array.Resize(ref contents, (int)file.Length);
            file.ReadExactly(contents.AsSpan(start));
            return Parse(path, contents);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FileErrors.CannotRead(path, e);
        }
    }

    /// <summary>A run that has just put a checkpoint in its place lets go of it in a moment.</summary>
    private static FileStream Open(string path)
    {
        for (var patience = 50; ; patience--)
            try
            {
                return InputFile.Open(path);
            }
            catch (IOException fault) when (patience > 0 && FileErrors.IsInUse(fault))
            {
                Thread.Sleep(10);
            }
    }

    /// <summary>What is wrong with the length of the header and its first character.</summary>
    private static DataError? CheckStart(string path, ReadOnlySpan<byte> start, long length)
    {
        if (length < HeaderStart) return new DataError.Truncated(path, length, HeaderStart);
        var announced = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (announced > LargestHeader)
            return new DataError.Malformed(
                path, 0, Text($"The header's length, {announced} bytes, exceeds the format's limit."), Remedy);
        var header = HeaderStart + (int)announced;
        if (header > length) return new DataError.Truncated(path, length, (UInt128)header);
        return announced == 0 || start[HeaderStart] != '{'
            ? new DataError.Malformed(path, HeaderStart, "The header does not begin with '{'.", Remedy)
            : null;
    }

    private static Either<DataError, SafetensorsFile> Parse(string path, byte[] contents)
    {
        var header = HeaderStart + (int)BinaryPrimitives.ReadUInt64LittleEndian(contents);
        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 };
            using var json = JsonDocument.Parse(contents.AsMemory(HeaderStart, header - HeaderStart), options);
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
                    Text($"The tensor '{DisplayText.Of(entry.Name)}' begins at data byte {begin}, not {position}, where the one before ends."),
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
            ? $"The tensor '{DisplayText.Of(property.Name)}' has the type '{DisplayText.Of(dtype.GetString()!)}' where F32, F64, I64 or U8 is needed."
            : $"The tensor '{DisplayText.Of(property.Name)}' has no consistent 'dtype', 'shape' and 'data_offsets'.";

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
