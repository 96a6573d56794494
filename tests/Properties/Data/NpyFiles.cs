using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace GmmVae.Tests.Properties;

/// <summary>Writes NumPy's formats.</summary>
internal static class NpyFiles
{
    /// <summary>A file with a given dictionary in its header.</summary>
    internal static byte[] WithHeader(string dictionary, byte[] values, int version = 1)
    {
        var lengthBytes = version == 1 ? 2 : 4;
        var text = dictionary.PadRight((((8 + lengthBytes + dictionary.Length) / 64) + 1) * 64 - 8 - lengthBytes - 1) + "\n";
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length[..lengthBytes], .. Encoding.Latin1.GetBytes(text), .. values];
    }

    /// <summary>A file of numbers, given in C order, that the type can hold.</summary>
    internal static byte[] Array(string type, int[] shape, IReadOnlyList<double> values, bool fortran = false, int version = 1)
    {
        var ordered = fortran ? InFortranOrder(shape, values) : values;
        var extents = string.Concat(shape.Select(extent => extent.ToString(CultureInfo.InvariantCulture) + ", "));
        return WithHeader(
            $"{{'descr': '{type}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': ({extents}), }}",
            [.. ordered.SelectMany(value => Bytes(type, value))],
            version);
    }

    internal static byte[] Archive(params (string Name, byte[] Contents)[] entries) =>
        Archive(CompressionLevel.Fastest, entries);

    internal static byte[] Archive(CompressionLevel level, params (string Name, byte[] Contents)[] entries)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create))
            foreach (var (name, contents) in entries)
            {
                using var stream = archive.CreateEntry(name, level).Open();
                stream.Write(contents);
            }

        return memory.ToArray();
    }

    private static byte[] Bytes(string type, double value)
    {
        var bytes = type[1..] switch
        {
            "u1" or "b1" => [(byte)value],
            "i1" => [(byte)(sbyte)value],
            "i2" => BitConverter.GetBytes((short)value),
            "u2" => BitConverter.GetBytes((ushort)value),
            "i4" => BitConverter.GetBytes((int)value),
            "u4" => BitConverter.GetBytes((uint)value),
            "i8" => BitConverter.GetBytes((long)value),
            "u8" => BitConverter.GetBytes((ulong)value),
            "f2" => BitConverter.GetBytes((Half)value),
            "f4" => BitConverter.GetBytes((float)value),
            _ => BitConverter.GetBytes(value),
        };
        if (type[0] == '>') bytes.AsSpan().Reverse();
        return bytes;
    }

    private static double[] InFortranOrder(int[] shape, IReadOnlyList<double> values)
    {
        var ordered = new double[values.Count];
        for (var i = 0; i < ordered.Length; i++)
        {
            var (rest, place) = (i, 0);
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                place += rest % shape[axis] * shape[..axis].Aggregate(1, (product, extent) => product * extent);
                rest /= shape[axis];
            }

            ordered[place] = values[i];
        }

        return ordered;
    }
}
