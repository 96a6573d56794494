using GmmVae.Domain.Graphs;
using GmmVae.Engine.Files;

namespace GmmVae.Engine.Artifacts;

/// <summary>Rows of numbers as a file that can be read as data again.</summary>
internal static class MatrixFile
{
    /// <summary>The names of numbered columns: <c>x0</c>, <c>x1</c> and so on.</summary>
    internal static IEnumerable<string> Names(string start, int count) =>
        Enumerable.Range(0, count).Select(i => FormattableString.Invariant($"{start}{i}"));

    /// <summary>Writes a NumPy array [rows, columns].</summary>
    internal static void WriteNpy(Stream stream, ReadOnlySpan<float> values, int columns)
    {
        var npy = new NpyWriter(stream, columns);
        npy.Append(values);
        npy.Finish();
    }

    /// <summary>Writes CSV under a line of names, by default <c>x0,x1,…</c>, which begins with <c>label</c> where rows have
    /// one.</summary>
    internal static void WriteCsv(
        Stream stream, ReadOnlySpan<double> values, int columns, IReadOnlyList<int>? labels, IReadOnlyList<string>? called = null)
    {
        var names = called is { Count: > 0 } ? called : Names("x", columns);
        var csv = new CsvWriter(stream, labels is null ? names : names.Prepend("label"));
        for (var row = 0; row < values.Length / columns; row++)
            csv.Append(labels?[row], values.Slice(row * columns, columns));
    }
}
