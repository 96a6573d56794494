using System.Collections.Frozen;
using System.Runtime.InteropServices;
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
