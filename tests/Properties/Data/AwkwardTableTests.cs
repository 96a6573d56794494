using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace GmmVae.Tests.Properties;

/// <summary>Files as people have them: what is read of each, or what is said of it.</summary>
public sealed class AwkwardTableTests : IDisposable
{
    private const int Rows = 40;

    private static readonly string Plain = Table("a,b");

    /// <summary>Each file, and its features by name with the number of rows, or a part of the error.</summary>
    private static readonly Dictionary<string, (string Name, byte[] Contents, string Expected)> Files = new()
    {
        ["a header"] = Text(Plain, "a b, 40"),
        ["no header"] = Text(Table(null), "1 2, 40"),
        ["semicolons and decimal commas"] = Text(Table("a;b", ';', ','), "a b, 40"),
        ["tabs"] = ("a.tsv", Bytes(Table("a\tb", '\t')), "a b, 40"),
        ["tabs, called .csv"] = Text(Table("a\tb", '\t'), "a b, 40"),
        ["packed"] = ("a.csv.gz", Packed(Plain), "a b, 40"),
        ["packed, called .csv"] = ("a.csv", Packed(Plain), "a b, 40"),
        ["a mark of UTF-8"] = ("a.csv", [0xEF, 0xBB, 0xBF, .. Bytes(Plain)], "a b, 40"),
        ["UTF-16 with a mark"] = ("a.csv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Plain)], "a b, 40"),
        ["line ends of Windows"] = Text(Plain.Replace("\n", "\r\n", StringComparison.Ordinal), "a b, 40"),
        ["line ends of the old Macintosh"] = Text(Plain.Replace('\n', '\r'), "a b, 40"),
        ["words in a file without header, and an empty line at the end"] = ("iris.data", Bytes(Table(null, more: "xyz") + "\n"),
            "1 2 3=x 3=y 3=z, 40"),
        ["an index of pandas above unnamed columns"] = Text(Table(",0,1", before: row => $"{row},"), "0 1, 40"),
        ["an index of pandas above named columns"] = Text(Table(",a,b", before: row => $"{row},"), "a b, 40"),
        ["numbers of rows"] = Text(Table("id,a,b", before: row => $"{row + 1},"), "a b, 40"),
        ["keys in no order"] = Text(Table("key,a,b", before: row => $"{row * 17 % Rows},"), "key a b, 40"),
        ["the same number in all rows"] = Text(Table("k,a,b", before: _ => "7,"), "a b, 40"),
        ["a comma at the end of each line"] = Text(Table("a,b,", after: ","), "a b, 40"),
        ["words"] = Text(Table("a,b,sex", more: "fm"), "a b sex=f sex=m, 40"),
        ["words in quotes, with commas and quotes inside"] = Text(Table("k,a,b", before: row => row % 2 == 0 ? "\"x, y\"," : "\"\"\"z\"\"\","),
            "k=\"z\" k=x, y a b, 40"),
        ["booleans"] = Text(Table("on,a,b", before: row => row % 2 == 0 ? "True," : "false,"), "on a b, 40"),
        ["dates"] = Text(Table("day,a,b", before: row => $"2024-02-{(row % 28) + 1:00},"), "day a b, 40"),
        ["a name in each row"] = Text(Table("who,a,b", before: row => $"Person {row},"), "a b, 40"),
        ["words for missing values"] = Text(Plain + "NA,1\n?,2\nnull,3\n,4\nNaN,5\n", "a b, 45, 5 missing"),
        ["a column of no values"] = Text(Table("none,a,b", before: _ => ","), "a b, 40"),
        ["a name twice"] = Text(Table("a,a"), "a a.1, 40"),
        ["spaces about cells"] = Text(Plain.Replace(",", " , ", StringComparison.Ordinal), "a b, 40"),
        ["labels that are not all known"] = Text(Table("label,a,b", before: row => $"{"0.0 1.0 NA -1".Split(' ')[row % 4]},"),
            "a b, 40, classes 0 1"),
        ["a name among numbers"] = Text(Plain + "1.5,two\n", "'two' is not a number.\n  at a.csv, line 42, column 2 (b)"),
        ["commas between thousands"] = Text(Plain + "\"1,234.5\",2\n", "'1,234.5' is not a number.\n  at a.csv, line 42, column 1 (a)"),
        ["an infinite number"] = Text(Plain + "inf,2\n", "'inf' is not a number.\n  at a.csv, line 42, column 1 (a)"),
        ["a cell too many"] = Text(Plain + "1,2,3\n", "The line has 3 cells where the first line has 2.\n  at a.csv, line 42"),
        ["a quote that is never closed"] = Text(Plain + "\"1,2\n3,4\n", "never closed.\n  at a.csv, line 42"),
        ["inches"] = Text(Table("a,b,size", after: ",5\" disk"), "A quote stands inside a cell that has none round it.\n  at a.csv, line 2, column 3 (size)"),
        ["Latin-1"] = ("a.csv", Encoding.Latin1.GetBytes(Table("a,größe")), "not UTF-8.\n  at a.csv, line 1, column 2"),
        ["a header alone"] = Text("a,b\n", "a header but no row.\n  at a.csv, line 1"),
        ["nothing"] = Text("", "The file is empty.\n  at a.csv"),
        ["an empty line in the middle"] = Text("a,b\n1,2\n\n3,4\n", "The line is empty.\n  at a.csv, line 3"),
        ["a picture called .csv"] = ("a.csv", [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, 0xFF], "not UTF-8.\n  at a.csv, line 1"),
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. Files.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_table_is_read_right_or_refused_with_a_word(string name)
    {
        var (file, contents, expected) = Files[name];
        var found = DataSource.Read(_folder.Write(file, contents), 0, null).Match(Describe, error => error.Message);
        Assert.Contains(expected, found.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    private static string Describe(SourceRows rows)
    {
        var (data, names) = (rows.Measured, rows.Table!.Schema.Columns.Bind(column => column.FeatureNames()));
        Assert.Equal(names.Count, data.Features);
        return string.Create(CultureInfo.InvariantCulture, $"{string.Join(' ', names)}, {data.Rows}")
            + (data.CountMissing() is > 0 and var missing ? string.Create(CultureInfo.InvariantCulture, $", {missing} missing") : "")
            + (data.ClassNames.IsEmpty ? "" : $", classes {string.Join(' ', data.ClassNames)}");
    }

    private static string Table(
        string? header, char mark = ',', char point = '.', Func<int, string>? before = null, string after = "", string more = "")
    {
        var lines = Enumerable.Range(0, Rows).Select(row => string.Concat(
            before?.Invoke(row), Number(row, 1), mark, Number(row, 2), after, more.Length == 0 ? "" : $"{mark}{more[row % more.Length]}"));
        return string.Concat((header is null ? lines : lines.Prepend(header)).Select(line => line + "\n"));

        string Number(int row, int seed) => Draws.Between(seed, row, -9, 9).ToString("F3", CultureInfo.InvariantCulture).Replace('.', point);
    }

    private static (string, byte[], string) Text(string text, string expected) => ("a.csv", Bytes(text), expected);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Packed(string text)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
            gzip.Write(Bytes(text));
        return memory.ToArray();
    }
}
