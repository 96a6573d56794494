using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GmmVae.Engine;

/// <summary>
/// Writes the safetensors format: the header's length (8 bytes, little-endian), a JSON header padded with spaces to a
/// multiple of 8, then the tensors' values without gaps.
/// </summary>
/// <remarks>
/// Equal arguments give equal bytes. Metadata and tensors keep the given order, except that tensors with wider elements
/// come first, so that every tensor is aligned to its element size. Values are written in the machine's byte order:
/// little-endian machines only.
/// </remarks>
public static class SafetensorsWriter
{
    // 64 MB of doubles at most.
    private const int PieceLength = 1 << 23;

    /// <summary>Writes a file's contents.</summary>
    /// <param name="stream">Where to write; it is left open.</param>
    /// <param name="tensors">The tensors, with unique names.</param>
    /// <param name="metadata">Text to keep with them, with unique keys; none is written where this is empty.</param>
    /// <exception cref="ArgumentException">A tensor's name or a metadata key occurs twice.</exception>
    /// <exception cref="IOException">The stream cannot be written to (see <see cref="AtomicFile"/>).</exception>
    public static void Write(
        Stream stream, IEnumerable<SafetensorsTensor> tensors, IEnumerable<KeyValuePair<string, string>> metadata) =>
        Write(stream, tensors, metadata, isSealed: false);

    /// <summary>The same with a digest of all of it (see <see cref="SafetensorsSeal"/>).</summary>
    internal static void WriteSealed(
        Stream stream, IEnumerable<SafetensorsTensor> tensors, IEnumerable<KeyValuePair<string, string>> metadata) =>
        Write(stream, tensors, metadata.Append(KeyValuePair.Create(SafetensorsSeal.Key, SafetensorsSeal.Blank)), isSealed: true);

    /// <summary>Bytes of an element.</summary>
    internal static int Size(SafetensorsType type) => type switch
    {
        SafetensorsType.F64 or SafetensorsType.I64 => 8,
        SafetensorsType.F32 => 4,
        _ => 1,
    };

    private static void Write(
        Stream stream, IEnumerable<SafetensorsTensor> tensors, IEnumerable<KeyValuePair<string, string>> metadata, bool isSealed)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(metadata);
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("Little-endian machines only.");
        var ordered = tensors.OrderByDescending(t => Size(t.Type)).ToArray();
        var notes = metadata.ToArray();
        RequireUnique(ordered.Select(t => t.Name), nameof(tensors));
        RequireUnique(notes.Select(n => n.Key), nameof(metadata));

        var start = Start(ordered, notes);
        if (isSealed)
            Seal(start, ordered);
        stream.Write(start);
        foreach (var tensor in ordered)
            for (var first = 0; first < tensor.Length; first += PieceLength)
                stream.Write(Piece(tensor, first));
    }

    private static ReadOnlySpan<byte> Piece(SafetensorsTensor tensor, int first) =>
        tensor.Piece(first, Math.Min(PieceLength, tensor.Length - first));

    private static void Seal(byte[] start, SafetensorsTensor[] tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(start);
        foreach (var tensor in tensors)
            for (var first = 0; first < tensor.Length; first += PieceLength)
                hash.AppendData(Piece(tensor, first));
        SafetensorsSeal.Of(hash).CopyTo(start, SafetensorsSeal.Find(start)!.Value);
    }

    /// <summary>The header after its length.</summary>
    private static byte[] Start(SafetensorsTensor[] tensors, KeyValuePair<string, string>[] metadata)
    {
        var header = Header(tensors, metadata);
        var start = new byte[8 + header.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(start, (ulong)header.Length);
        header.CopyTo(start, 8);
        return start;
    }

    private static byte[] Header(SafetensorsTensor[] tensors, KeyValuePair<string, string>[] metadata)
    {
        using var memory = new MemoryStream();
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(memory, options))
        {
            json.WriteStartObject();
            if (metadata.Length > 0)
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata) json.WriteString(key, value);
                json.WriteEndObject();
            }

            var offset = 0L;
            foreach (var tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type.ToString());
                json.WriteStartArray("shape");
                foreach (var extent in tensor.Shape) json.WriteNumberValue(extent);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                offset += (long)tensor.Length * Size(tensor.Type);
                json.WriteNumberValue(offset);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (memory.Length % 8 != 0) memory.WriteByte((byte)' ');
        return memory.ToArray();
    }

    private static void RequireUnique(IEnumerable<string> names, string argument)
    {
        var seen = new System.Collections.Generic.HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
            if (!seen.Add(name)) throw new ArgumentException($"'{name}' occurs twice.", argument);
    }
}
