using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using GmmVae.Domain.Graphs;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Data;

/// <summary>Gathers the labels of rows, words or integers, and numbers the classes.</summary>
internal sealed class ClassLabels
{
    /// <summary>More classes than this are no classes.</summary>
    public const int MostClasses = 10_000;

    private readonly Dictionary<string, int> codes = new(StringComparer.Ordinal);
    private readonly List<int> rows = [];

    /// <summary>Whether there are too many classes to be classes.</summary>
    public bool IsOverfull => codes.Count > MostClasses;

    /// <summary>Whether no row was added.</summary>
    public bool IsEmpty => rows.Count == 0;

    /// <summary>Adds the label of the next row: a word, or a whole number however it is written. A missing value and −1 are none.</summary>
    public void Add(ReadOnlySpan<char> word)
    {
        var code = Dataset.Unknown;
        var known = codes.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!MissingWord.Is(word) && !known.TryGetValue(word, out code))
        {
            code = Integer(word) == Dataset.Unknown ? Dataset.Unknown : codes.Count;
            if (code != Dataset.Unknown) known[word] = code;
        }

        rows.Add(code);
    }

    /// <summary>A label per row, and the names of the classes: 0, 1, … in the order of the numbers where all words are
    /// integers, else in ordinal order.</summary>
    public (int[] Labels, Arr<string> Names) Number()
    {
        var numbers = codes.Keys.Select(word => Integer(word)).ToArray();
        var names = numbers.All(number => number is not null)
            ? numbers.Distinct().Order().Select(number => number!.Value.ToString(CultureInfo.InvariantCulture)).ToArray()
            : codes.Keys.Order(StringComparer.Ordinal).ToArray();
        var places = names.Select((name, place) => (name, place)).ToDictionary(pair => pair.name, pair => pair.place,
            StringComparer.Ordinal);
        var labelOf = new int[codes.Count];
        foreach (var (word, code) in codes)
            labelOf[code] = places.TryGetValue(word, out var place) ? place
                : places[Integer(word)!.Value.ToString(CultureInfo.InvariantCulture)];
        return ([.. rows.Select(code => code == Dataset.Unknown ? code : labelOf[code])], toArray(names));
    }

    /// <summary>The same of whole numbers.</summary>
    public static (int[] Labels, Arr<string> Names) Number(IEnumerable<long> labels)
    {
        var all = new ClassLabels();
        foreach (var label in labels) all.Add(label.ToString(CultureInfo.InvariantCulture).AsSpan());
        return all.Number();
    }

    // 7, 07, 7.0 and 7e0 are one class. Doubles hold whole numbers up to 2^53.
    private static long? Integer(ReadOnlySpan<char> word) =>
        long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            && Math.Abs(real) <= 1L << 53 && Math.Floor(real) == real ? (long)real
        : null;
}

/// <summary>What NumPy, pandas, R, SQL and the older data sets write for a value that is not there.</summary>
internal static class MissingWord
{
    /// <summary>Whether a cell is empty or says NaN, NA, N/A, null or ?, in any case.</summary>
    public static bool Is(ReadOnlySpan<char> cell)
    {
        if (cell.Length > 4) return false;
        var word = cell.TrimStart("+-");
        return cell.IsEmpty || cell is "?" || word.Equals("NA", StringComparison.OrdinalIgnoreCase)
            || word.Equals("N/A", StringComparison.OrdinalIgnoreCase) || word.Equals("NaN", StringComparison.OrdinalIgnoreCase)
            || word.Equals("null", StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>Whole numbers as hashes take them: the same bytes on every machine.</summary>
internal static class Integers
{
    /// <summary>Appends numbers, the least significant byte first.</summary>
    internal static void AppendTo(IncrementalHash hash, ReadOnlySpan<int> values)
    {
        Span<byte> buffer = stackalloc byte[4096];
        for (; !values.IsEmpty; values = values[Math.Min(values.Length, 1024)..])
        {
            var count = Math.Min(values.Length, 1024);
            for (var i = 0; i < count; i++) BinaryPrimitives.WriteInt32LittleEndian(buffer[(4 * i)..], values[i]);
            hash.AppendData(buffer[..(4 * count)]);
        }
    }
}
