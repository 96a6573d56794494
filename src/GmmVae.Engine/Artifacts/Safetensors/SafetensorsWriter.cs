using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using LanguageExt;

namespace GmmVae.Engine.Artifacts.Safetensors;

/// <summary>
/// Writes the safetensors format: the header's length (8 bytes, little-endian), a JSON header padded with spaces to a
/// multiple of 8, then the tensors' values without gaps.
/// </summary>
/// <remarks>
/// Equal arguments give equal bytes. Metadata and tensors keep the given order, except that tensors with wider elements
/// come first, so that every tensor is aligned to its element size. Values are written in the machine's byte order:
/// little-endian machines only.
/// </remarks>
internal static class SafetensorsWriter
{
    // 64 MB of doubles at most.
    private const int PieceLength = 1 << 23;

    /// <summary>Writes a file's contents.</summary>
    /// <param name="stream">Where to write; it is left open.</param>
    /// <param name="tensors">The tensors, with unique names.</param>
    /// <param name="metadata">Text to keep with them, with unique keys; none is written where this is empty.</param>
    /// <exception cref="ArgumentException">A tensor's name or a metadata key occurs twice.</exception>
    /// <exception cref="IOException">The stream cannot be written to (see <see cref="Files.AtomicFile"/>).</exception>
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

/// <summary>A named tensor to write with <see cref="SafetensorsWriter"/>.</summary>
/// <remarks>The values are not copied: they are read when the file is written.</remarks>
internal sealed class SafetensorsTensor
{
    private readonly object elements;

    private SafetensorsTensor(string name, SafetensorsType type, Arr<int> shape, object values, int length)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name == "__metadata__") throw new ArgumentException("The name is reserved by the format.", nameof(name));
        var needed = shape.Fold(1L, (product, extent) => extent >= 0
            ? checked(product * extent)
            : throw new ArgumentException("Extents must not be negative.", nameof(shape)));
        if (needed != length) throw new ArgumentException("The shape must hold exactly the values.", nameof(shape));
        (Name, Type, Shape, elements, Length) = (name, type, shape, values, length);
    }

    /// <summary>The name: not empty, unique in a file.</summary>
    public string Name { get; }

    /// <summary>The element type.</summary>
    public SafetensorsType Type { get; }

    /// <summary>The extents, the last varying fastest; empty for a single number.</summary>
    public Arr<int> Shape { get; }

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    /// <summary>A single-precision tensor.</summary>
    /// <exception cref="ArgumentException">The shape does not hold the values, or the name is empty or reserved.</exception>
    public static SafetensorsTensor Of(string name, Arr<int> shape, ReadOnlyMemory<float> values) =>
        new(name, SafetensorsType.F32, shape, values, values.Length);

    /// <summary>A double-precision tensor.</summary>
    /// <exception cref="ArgumentException">The shape does not hold the values, or the name is empty or reserved.</exception>
    public static SafetensorsTensor Of(string name, Arr<int> shape, ReadOnlyMemory<double> values) =>
        new(name, SafetensorsType.F64, shape, values, values.Length);

    /// <summary>A tensor of 64-bit integers.</summary>
    /// <exception cref="ArgumentException">The shape does not hold the values, or the name is empty or reserved.</exception>
    public static SafetensorsTensor Of(string name, Arr<int> shape, ReadOnlyMemory<long> values) =>
        new(name, SafetensorsType.I64, shape, values, values.Length);

    /// <summary>A tensor of bytes.</summary>
    /// <exception cref="ArgumentException">The shape does not hold the values, or the name is empty or reserved.</exception>
    public static SafetensorsTensor Of(string name, Arr<int> shape, ReadOnlyMemory<byte> values) =>
        new(name, SafetensorsType.U8, shape, values, values.Length);

    /// <summary>The values' bytes, little-endian as the machine (see <see cref="SafetensorsWriter"/>).</summary>
    internal ReadOnlySpan<byte> Piece(int first, int count) => elements switch
    {
        ReadOnlyMemory<float> v => MemoryMarshal.AsBytes(v.Span.Slice(first, count)),
        ReadOnlyMemory<double> v => MemoryMarshal.AsBytes(v.Span.Slice(first, count)),
        ReadOnlyMemory<long> v => MemoryMarshal.AsBytes(v.Span.Slice(first, count)),
        ReadOnlyMemory<byte> v => v.Span.Slice(first, count),
        _ => throw new UnreachableException(),
    };
}

/// <summary>
/// A digest that a safetensors file carries of itself, so that no bit of it can change unnoticed: among the metadata, SHA-256 of
/// the whole file with the digest's own digits as zeros.
/// </summary>
internal static class SafetensorsSeal
{
    /// <summary>The key of the digest.</summary>
    public const string Key = "sha256";

    /// <summary>What stands in its place while it is taken.</summary>
    public const string Blank = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>Where the digits begin, in a file's first bytes that hold the header; none where they have no room.</summary>
    /// <remarks>Inside a text of the header the quotes would be escaped.</remarks>
    public static int? Find(ReadOnlySpan<byte> start)
    {
        var field = Encoding.UTF8.GetBytes($"\"{Key}\":\"");
        var at = start.IndexOf(field);
        return at >= 0 && at + field.Length + Blank.Length <= start.Length ? at + field.Length : null;
    }

    /// <summary>The digits, of a file in pieces.</summary>
    public static byte[] Of(IncrementalHash pieces) => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(pieces.GetHashAndReset()));

    /// <summary>Whether a file whose header ends at <paramref name="header"/> is what it was when its digest was taken.</summary>
    public static bool Holds(ReadOnlySpan<byte> contents, int header)
    {
        if (Find(contents[..header]) is not { } at)
            return false;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(contents[..at]);
        hash.AppendData(Encoding.ASCII.GetBytes(Blank));
        hash.AppendData(contents[(at + Blank.Length)..]);
        return contents.Slice(at, Blank.Length).SequenceEqual(Of(hash));
    }
}
