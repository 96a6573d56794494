using System.Globalization;

namespace GmmVae;

/// <summary>Reads <c>steps.csv</c> back.</summary>
internal static class StepLog
{
    private const int ColumnsBeforeTerms = 3;

    /// <summary>A row a step: the step's number, then every term.</summary>
    internal static double[][] Read(string path) =>
        [.. Lines(path).Skip(1).Select(line => line.Split(',')).Select(fields =>
            Array.ConvertAll([fields[1], .. fields[ColumnsBeforeTerms..]], field => double.Parse(field, CultureInfo.InvariantCulture)))];

    /// <summary>The lines of a file that the run still holds open.</summary>
    private static IEnumerable<string> Lines(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
