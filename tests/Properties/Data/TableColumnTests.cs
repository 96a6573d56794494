using System.Globalization;
using System.Text;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

/// <summary>Which columns of a table are features, and how a model finds its own.</summary>
public sealed class TableColumnTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Write(string text) => _folder.Write("data.csv", Encoding.UTF8.GetBytes(text));

    private Either<DataError, RowStream> Open(string text, TableOptions? options = null) =>
        DataSource.Stream(Write(text), 0, null, new TableReading(options ?? TableOptions.Default));

    private float[] Read(string text, TableOptions options)
    {
        using var rows = Open(text, options).Value();
        return rows.All(3).Value();
    }

    [Fact]
    public void The_options_of_a_table_choose_its_columns()
    {
        const string Text = "a,b,c,label\n1,2,3,x\n4,5,6,y\n";
        Assert.Equal([3f, 1, 6, 4], Read(Text, new() { Columns = Array("c", "A") }));
        Assert.Equal([1f, 3, 4, 6], Read(Text, new() { Ignored = Array("b") }));
        Assert.Equal([1f, 0, 0, 1], Read(Text, new() { Columns = Array("label"), LabelColumn = "" }));
        Assert.Equal([1f, 2, 4, 5], Read("1|2\n4|5\n", new() { Delimiter = '|' }));
        var rows = DataSource.Read(Write(Text), 0, null, reading: new(new() { LabelColumn = "b" })).Value();
        Assert.Equal(["2", "5"], rows.Measured.ClassNames.ToArray());
        Assert.Equal(["a", "c", "label=x", "label=y"], rows.Table!.Schema.FeatureNames().ToArray());
        foreach (var (options, setting) in new[]
        {
            (new TableOptions { LabelColumn = "none such" }, Setting.LabelColumn),
            (new TableOptions { Columns = Array("none such") }, Setting.Columns),
            (new TableOptions { Ignored = Array("none such") }, Setting.IgnoreColumns),
        })
        {
            var error = Assert.IsType<UnknownColumn>(Open(Text, options).Error());
            Assert.Equal((setting, "none such"), (error.Wish, error.Name));
        }

        Assert.IsType<NoTable>(DataSource.Read("line", 0, null, reading: new(new() { Delimiter = ';' })).Error());
    }

    [Fact]
    public void Columns_that_can_only_hurt_are_left_out_with_a_word_unless_they_are_chosen()
    {
        var lines = Enumerable.Range(0, 30).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"{i + 1},{(i * 7 % 30) + 100},{i % 3},7,name {i},"));
        var path = Write("id,key,a,k,who,\n" + string.Join('\n', lines));
        var table = DataSource.Read(path, 0, null).Value().Table!;
        Assert.Equal(["key", "a"], table.Schema.FeatureNames().ToArray());
        Assert.Equal(["id", "k", "who", "column 6"], table.Schema.LeftOut.ToArray());
        foreach (var word in new[] { "'id' repeats the number of the row", "'key' are different whole numbers", "'k' has the same value",
            "'who' has 30 different words", "'column 6' has no value" })
            Assert.Contains(table.Schema.Warnings, warning => warning.Contains(word, StringComparison.Ordinal));
        var kept = DataSource.Read(path, 0, null, reading: new(new() { Columns = Array("id", "k") })).Value();
        Assert.Equal(["id", "k"], kept.Table!.Schema.FeatureNames().ToArray());
        Assert.Contains("30 different words", DataSource.Read(path, 0, null, reading: new(new() { Columns = Array("who") })).Error().Message,
            StringComparison.Ordinal);
        var described = table.Describe!().Value();
        Assert.Equal(["whole number", "whole number", "whole number", "whole number", "text", "empty"],
            described.Select(column => (string)column!["type"]!));
        Assert.Equal((0L, 3L), ((long)described[2]!["missing"]!, (long)described[2]!["distinct"]!));
        Assert.Equal(1, (double)described[2]!["mean"]!, 1e-12);
    }

    [Fact]
    public void A_model_finds_its_columns_by_name_and_refuses_others()
    {
        var lines = Enumerable.Range(0, 30).Select(i => $"{i},{i % 7},{i % 5},{(i % 2 == 0 ? "f" : "m")}");
        var schema = DataSource.Read(Write("id,h,w,sex\n" + string.Join('\n', lines)), 0, null).Value().Table!.Schema;
        Assert.Equal([1f, 2, 0, 1], For("w,sex,h\n2,m,1\n"));
        Assert.Equal([1f, 2, 0, 1], For("id,label,h,w,sex\n9,x,1,2,m\n"));
        Assert.Equal([1f, 2, 0, 1], For("1,2,m\n"));
        Assert.Equal([1f, 2, float.NaN, float.NaN], For("h,w,sex\n1,2,?\n"));
        Assert.Contains("The model reads the column 'w', which the data lack. The data have the column 'v'", Refused("h,v,sex\n1,2,m\n"),
            StringComparison.Ordinal);
        Assert.Contains("'x' is none of the words that this column had in the training: f, m", Refused("h,w,sex\n1,2,x\n"),
            StringComparison.Ordinal);
        Assert.Contains("2 columns of features, the model reads 3", Refused("1,2\n"), StringComparison.Ordinal);

        float[] For(string text)
        {
            using var rows = DataSource.Stream(Write(text), 0, null, new(TableOptions.Default, schema, MayLackLabel: true)).Value();
            return rows.All(2).Value();
        }

        string Refused(string text) => DataSource.Stream(Write(text), 0, null, new(TableOptions.Default, schema, MayLackLabel: true))
            .Bind(rows => rows.All(2)).Error().Message;
    }

    [Fact]
    public void A_missing_value_is_told_by_its_line()
    {
        var rows = DataSource.Read(Write("x,\"y\nz\"\n1,2\n3,\n5,6\n"), 0, null).Value();
        Assert.EndsWith("data.csv, line 4, column 2 (y z)", rows.FirstMissing(isTrained: false).Map(error => error.Place).IfNone(""),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parquet_is_read_as_the_same_table_in_text()
    {
        var path = Path.Combine(_folder.Path, "table.parquet");
        var (a, sex, day, on) = (new Parquet.Schema.DataField<double?>("a"), new Parquet.Schema.DataField<string>("sex"),
            new Parquet.Schema.DataField<DateTime>("day"), new Parquet.Schema.DataField<bool>("on"));
        await using (var file = File.Create(path))
        {
            await using var writer = await Parquet.ParquetWriter.CreateAsync(new Parquet.Schema.ParquetSchema(a, sex, day, on), file);
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<double>(a, new double?[] { 1.5, null, 1700000000.25 });
            await group.WriteAsync(sex, new[] { "f", "m", "f" });
            await group.WriteAsync<DateTime>(day, new[] { Day(1), Day(2), Day(3) });
            await group.WriteAsync<bool>(on, new[] { true, false, true });
        }

        using var rows = DataSource.Stream(path, 0, null).Value();
        using var text = Open("a,sex,day,on\n1.5,f,2024-01-01,true\n,m,2024-01-02,false\n1700000000.25,f,2024-01-03,true\n").Value();
        Assert.Equal(text.Schema, rows.Schema);
        var (expected, found) = (new double[15], new double[15]);
        Assert.Equal(3, text.Read(expected.AsSpan()).Value());
        Assert.Equal(3, rows.Read(found.AsSpan()).Value());
        Assert.Equal(expected, found);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^20]);
        Assert.Contains("no Parquet file", DataSource.Read(path, 0, null).Error().Message, StringComparison.Ordinal);

        static DateTime Day(int day) => new(2024, 1, day, 0, 0, 0, DateTimeKind.Utc);
    }
}
