using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class TableTests : IDisposable
{
    private static readonly Arbitrary<(int Rows, int Columns, int Seed)> Sizes = Arb.From(
        from rows in Gen.Choose(1, 30)
        from columns in Gen.Choose(1, 8)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select (rows, columns, seed));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Write(string text) => _folder.Write("data.csv", Encoding.UTF8.GetBytes(text));

    private Either<DataError, RowStream> Open(string text, TableOptions? options = null) =>
        DataSource.Stream(Write(text), 0, null, new TableReading(options ?? TableOptions.Default));

    private float[] Read(string text, int room = 3, TableOptions? options = null)
    {
        using var rows = Open(text, options).Value();
        return rows.All(room).Value();
    }

    [Law(nameof(Sizes), MaxTest = 200)]
    public void Numbers_are_read_back_to_the_bit_in_every_way_of_writing_them((int Rows, int Columns, int Seed) s)
    {
        var random = new System.Random(s.Seed);
        var values = new float[s.Rows * s.Columns];
        foreach (ref var value in values.AsSpan())
            value = random.Next(8) == 0 ? float.NaN : (random.NextSingle() - 0.5f) * (float)Math.Pow(10, random.Next(-30, 30));

        // A column without any value would be left out.
        if (values.All(float.IsNaN)) values[0] = 1;
        var used = Enumerable.Range(0, s.Columns).Where(column =>
            values.Where((_, i) => i % s.Columns == column).Any(value => !float.IsNaN(value))).ToArray();
        var expected = values.Where((_, i) => used.Contains(i % s.Columns));
        var (newLine, hasMark, hasHeader) = (random.Next(2) == 0 ? "\n" : "\r\n", random.Next(2) == 0, random.Next(2) == 0);
        var lines = values.Chunk(s.Columns).Select(row => string.Join(',', row.Select(value => Cell(value, s.Columns == 1))));
        if (hasHeader) lines = lines.Prepend(string.Join(',', Enumerable.Range(0, s.Columns).Select(i => $"\"a, \"\"b\"\"\n{i}\"")));
        var text = (hasMark ? "\uFEFF" : "") + string.Join(newLine, lines) + (random.Next(2) == 0 ? newLine : "")
            + (random.Next(4) == 0 ? newLine + newLine : "");
        using var rows = Open(text).Value();
        Assert.Equal(used.Length, rows.Features);
        Assert.Equal(expected.Select(BitConverter.SingleToUInt32Bits),
            rows.All(1 + random.Next(5)).Value().Select(BitConverter.SingleToUInt32Bits));

        string Cell(float value, bool isAlone)
        {
            var plain = float.IsNaN(value) ? "" : value.ToString(random.Next(2) == 0 ? "R" : "E8", CultureInfo.InvariantCulture);
            return random.Next(4) == 0 || (isAlone && plain.Length == 0) ? $"\"{plain}\"" : random.Next(4) == 0 && !isAlone ? $" {plain}  "
                : plain;
        }
    }

    [Fact]
    public void Lines_longer_than_a_piece_of_the_file_and_many_lines_are_read_whole()
    {
        var wide = Enumerable.Range(0, 30_000).Select(i => (float)i).ToArray();
        var line = string.Join(',', wide.Select(value => value.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal([.. wide, .. wide, .. wide], Read($"{line}\n{line}\r\n{line}", 2));
        var tall = Enumerable.Range(0, 50_000).Select(i => i / 8f).ToArray();
        Assert.Equal(tall, Read("x\n" + string.Concat(tall.Select(value => value.ToString(CultureInfo.InvariantCulture) + "\r\n")), 999));
    }

    [Theory]
    [InlineData("1,2\n3,4", "1 2 3 4")]
    [InlineData("1,b\n3,4", "3 4")]
    [InlineData("1,\n3,4\n5,6", "1 NaN 3 4 5 6")]
    [InlineData("\"1\",\"x\"\n3,4", "3 4")]
    [InlineData("a,a,\n1,,3\n2,5,4\n", "1 NaN 3 2 5 4")]
    [InlineData("1,NaN\n2,3\n4,5\n", "1 NaN 2 3 4 5")]
    [InlineData("a,b,c\nNA,nan,-nan\nN/A,Null,1\n?,1,2\n3,4,5\n", "NaN NaN NaN NaN NaN 1 NaN 1 2 3 4 5")]
    [InlineData("5.1,x\n3.4,y\n7,x\n", "5.1 1 0 3.4 0 1 7 1 0")]
    [InlineData(",0,1\n0,1,2\n1,3,4\n", "1 2 3 4")]
    [InlineData("+1,-.5\n1e3,1E-2\n\n\n", "1 -0.5 1000 0.01")]
    public void A_first_line_with_a_word_is_a_header(string text, string expected) =>
        Assert.Equal(expected.Split(' ').Select(word => float.Parse(word, CultureInfo.InvariantCulture)), Read(text));

    [Theory]
    [InlineData("label,x\n10,1\n9,2\n10.0,3\n-2,4", "2 1 2 0", "-2 9 10")]
    [InlineData("x,LABEL\n1,b\n2,a\n3, b\n4,10", "2 1 2 0", "10 a b")]
    [InlineData("x,Label\n1,01\n2,1\n3,\"2\"\n4,1", "0 0 1 0", "1 2")]
    [InlineData("x,label\n1,\"a, \"\"b\"\"\"\n2,z\n3,z\n4,z", "0 1 1 1", "a, \"b\"|z")]
    public void A_column_of_labels_is_kept_apart_and_its_classes_are_numbered_in_a_fixed_order(string text, string labels, string names)
    {
        var splits = DataSource.Open(Write(text), 1, null).Value();
        Assert.Equal(1, splits.Train.Features);
        var found = new int[4];
        foreach (var data in new[] { splits.Train, splits.Test })
            for (var row = 0; row < data.Rows; row++)
                found[(int)data.Raw()[row] - 1] = data.Labels!.Value.Span[row];
        Assert.Equal(labels, string.Join(' ', found));
        Assert.Equal(names.Split(names.Contains('|', StringComparison.Ordinal) ? '|' : ' '), splits.Test.ClassNames);
    }

    [Fact]
    public void Every_word_for_a_missing_value_is_no_label()
    {
        var all = DataSource.Read(Write("x,label\n1,1.0\n2,NA\n3,-1\n4,NaN\n5,null\n6,?\n7,\n8,2\n9,01\n10,10.0\n"), 1, null).Value().Measured;
        Assert.Equal([0, -1, -1, -1, -1, -1, -1, 1, 0, 2], all.KnownLabels!.Value.ToArray());
        Assert.Equal(["1", "2", "10"], all.ClassNames.ToArray());
    }

    [Fact]
    public void Rows_without_a_label_have_none_and_the_others_can_be_taken_alone()
    {
        var all = DataSource.Read(Write("x,label\n1,b\n2,\n3,a\n4, \n"), 1, null).Value().Measured;
        Assert.Null(all.Labels);
        Assert.Equal([1, -1, 0, -1], all.KnownLabels!.Value.ToArray());
        var labelled = all.Labelled()!;
        Assert.Equal([1f, 3], labelled.Raw());
        Assert.Equal([1, 0], labelled.Labels!.Value.ToArray());
        Assert.Equal(["a", "b"], labelled.ClassNames.ToArray());
        Assert.Equal([1f], all.Labelled(1)!.Raw());
        Assert.Null(DataSource.Read(Write("x,label\n1,\n2,\n"), 1, null).Value().Measured.Labelled());
        Assert.Equal([-1, 1], all.Subset("part", [3, 0]).KnownLabels!.Value.ToArray());
        Assert.NotEqual(all.Fingerprint, DataSource.Read(Write("x,label\n1,b\n2,\n3,a\n4,a\n"), 1, null).Value().Measured.Fingerprint);
    }

    [Theory]
    [InlineData("a;b\n1,5;2\n3;4,25\n", "1.5 2 3 4.25")]
    [InlineData("a\tb\n1\t2\n3\t4\n", "1 2 3 4")]
    [InlineData("a,b\r1,2\r3,4", "1 2 3 4")]
    [InlineData("1;2\n3;4\n", "1 2 3 4")]
    [InlineData("a,b,\n1,2,\n3,4,\n", "1 2 3 4")]
    [InlineData("a,on\n1,true\n3,False\n", "1 1 3 0")]
    [InlineData("a,day\n1,1970-01-01\n3,1970-01-02T00:00:10Z\n", "1 0 3 86410")]
    [InlineData("a,k\n1,7\n3,7\n", "1 3")]
    public void Tables_as_people_have_them_are_read(string text, string expected) =>
        Assert.Equal(expected.Split(' ').Select(word => float.Parse(word, CultureInfo.InvariantCulture)), Read(text));

    [Fact]
    public void The_culture_does_not_matter()
    {
        var before = CultureInfo.CurrentCulture;
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (german.NumberFormat.NumberDecimalSeparator, german.NumberFormat.NumberGroupSeparator, german.NumberFormat.NegativeSign) =
            (",", ".", "~");
        try
        {
            CultureInfo.CurrentCulture = german;
            Assert.Equal([-1.5f, 2], Read("-1.5,2"));
            Assert.Contains("'1,5' is not a number", Open("x,y\n\"1,5\",2\n1,3").Error().Message, StringComparison.Ordinal);
            Assert.Equal([-1.5f, 2, 3, 4], Read("-1,5;2\n3;4"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("label,x,Label\n1,2,3\n", 1, "column 3 (Label)", "Two columns")]
    [InlineData("label\na\nb\n", 1, null, "no column of numbers")]
    [InlineData("x,y\n", 1, null, "a header but no row")]
    [InlineData("x,y\n1,2\n3\n", 3, null, "1 cell where the first line has 2")]
    [InlineData("1,2\n3,4,5\n", 2, null, "3 cells where the first line has 2")]
    [InlineData("x,y\n1,2\n\n3,4\n", 3, null, "The line is empty")]
    [InlineData("x\n1\n\n3\n", 3, null, "The line is empty")]
    [InlineData("x,y\n1,2\n1,NaN.\n", 3, "column 2 (y)", "'NaN.' is not a number")]
    [InlineData("x,y\n\n1,2\n-inf,1\n", 2, null, "The line is empty")]
    [InlineData("x,y\n1,2\n-inf,1\n", 3, "column 1 (x)", "'-inf' is not a number")]
    [InlineData("x,y\n1,2\n∞,1\n", 3, "column 1 (x)", "'∞' is not a number")]
    [InlineData("x,y\n1,2\n1,two\n", 3, "column 2 (y)", "'two' is not a number")]
    [InlineData("x,\"y\nz\"\n1,\"2\n\"\n1,0x1F\n", 5, "column 2 (y z)", "'0x1F' is not a number")]
    [InlineData("x,y\n1,1e39\n", 2, "column 2 (y)", "not a number between")]
    [InlineData("x,y\n1,1e999\n", 2, "column 2 (y)", "not a number between")]
    [InlineData("x;y\n1;2\n3;4;5\n", 3, null, "3 cells where the first line has 2")]
    [InlineData("x,y\n1,2\n3,5\" disk\n", 3, "column 2 (y)", "A quote stands inside a cell")]
    [InlineData("x,y\n1,2\n3,\"1,234.5\"\n", 3, "column 2 (y)", "'1,234.5' is not a number")]
    [InlineData("x,y\n1,\"2\" 3\n", 2, "column 2 (y)", "Text follows the closing quote")]
    [InlineData("x,y\n1,\"2\" \"3,\"\"\n", 2, "column 2 (y)", "Text follows the closing quote")]
    [InlineData("x,y\n1,2\n1,\"2\n3,4\n", 3, null, "never closed")]
    public void A_wrong_file_is_refused_at_its_line_and_column_with_a_cure(string text, long line, string? column, string fragment)
    {
        var error = DataSource.Read(Write(text), 0, null).Error();
        Assert.Contains(fragment, error.Problem, StringComparison.Ordinal);
        Assert.EndsWith($"data.csv, line {line}" + (column is null ? "" : $", {column}"), error.Place, StringComparison.Ordinal);
        Assert.NotEmpty(error.Cure);
        Assert.Equal(3, error.Message.Split('\n').Length);
        Assert.False(error.IsAccess);
    }

    [Fact]
    public void Empty_files_other_encodings_and_too_many_classes_are_refused()
    {
        foreach (var text in new[] { "", "\uFEFF" })
            Assert.Contains("empty", Open(text).Error().Message, StringComparison.Ordinal);
        Assert.Contains("empty", DataSource.Stream(_folder.Write("a.csv", Encoding.Unicode.GetPreamble()), 0, null).Error().Message,
            StringComparison.Ordinal);
        Assert.Contains("not UTF-8", DataSource.Stream(_folder.Write("a.csv", [.. "x,"u8, 0xE4, .. "\n1,2"u8]), 0, null).Error().Message,
            StringComparison.Ordinal);
        var latin = _folder.Write("b.csv", [.. "x,label\n1,"u8, 0xE4, (byte)'\n']);
        Assert.Contains("not UTF-8", DataSource.Open(latin, 0, null).Error().Message, StringComparison.Ordinal);
        var names = Write("x,label\n" + string.Concat(Enumerable.Range(0, ClassLabels.MostClasses + 1).Select(i => $"1,n{i}\n")));
        Assert.Contains("more than 10000 different labels", DataSource.Open(names, 0, null).Error().Message, StringComparison.Ordinal);
        Assert.True(TableFile.Read(_folder.Path + ".csv", None).Error().IsAccess);
    }

    [Fact]
    public void Memory_stays_flat_while_a_file_streams()
    {
        var path = Write(string.Concat(Enumerable.Repeat("1.25,2.5,3.75\n1.5,2.25,3.5\n", 100_000)));
        using var rows = DataSource.Stream(path, 0, null).Value();
        var room = new float[3 * 256];
        rows.Read(room).Value();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var count = 256;
        while (rows.Read(room).Value() is > 0 and var read) count += read;
        Assert.Equal(200_000, count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }
}
