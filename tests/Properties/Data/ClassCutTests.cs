using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class ClassCutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static int[] Counts(Dataset data, int classes = 10) =>
        [.. Enumerable.Range(0, classes).Select(label => data.KnownLabels!.Value.ToArray().Count(known => known == label))];

    private static Gen<(int One, int Other)> Shares { get; } =
        from one in Gen.Choose(1, 100)
        from other in Gen.Choose(1, 100)
        select (one, other);

    [Law(nameof(Shares), MaxTest = 5)]
    public void Both_splits_keep_the_shares_of_the_classes_that_are_named_and_all_else((int One, int Other) percent)
    {
        var whole = DataSource.Open("line", 3, null).Value();
        var cut = DataSource.Open(FormattableString.Invariant($"line?4={percent.One / 100.0},7={percent.Other / 100.0}"), 3, null).Value();
        foreach (var (before, after) in new[] { (whole.Train, cut.Train), (whole.Test, cut.Test) })
        {
            var expected = Counts(before);
            expected[4] = Math.Max(1, (int)Math.Round(expected[4] * (percent.One / 100.0), MidpointRounding.AwayFromZero));
            expected[7] = Math.Max(1, (int)Math.Round(expected[7] * (percent.Other / 100.0), MidpointRounding.AwayFromZero));
            Assert.Equal(expected, Counts(after));
            Assert.True(IsWithin(after.Raw(), before.Raw()));
        }
    }

    [Law(nameof(Shares), MaxTest = 5)]
    public void The_rows_of_a_smaller_share_are_among_those_of_a_larger_one_whatever_happens_to_other_classes((int One, int Other) percent)
    {
        var (small, large) = (Math.Min(percent.One, percent.Other), Math.Max(percent.One, percent.Other));
        var inner = Rows(FormattableString.Invariant($"line?4={small / 100.0},*=0.1"));
        Assert.True(IsWithin(inner, Rows(FormattableString.Invariant($"line?4={large / 100.0}"))));

        static float[] Rows(string source)
        {
            var train = DataSource.Open(source, 3, null).Value().Train;
            var labels = train.Labels!.Value.ToArray();
            return [.. train.Raw().Where((_, row) => labels[row] == 4)];
        }
    }

    [Fact]
    public void A_whole_share_leaves_the_data_as_they_are() =>
        Assert.Equal(
            DataSource.Open("signals", 0, null).Value().Train.Fingerprint,
            DataSource.Open("signals?3=1,*=1", 0, null).Value().Train.Fingerprint);

    [Fact]
    public void A_file_is_cut_by_the_names_of_its_classes_before_rows_are_held_out_and_keeps_rows_without_label()
    {
        var lines = Enumerable.Range(0, 40).Select(row => $"{row},{(row % 4 == 0 ? "rare one" : row % 4 == 1 ? "" : "often")}");
        var path = _folder.Write("t.csv", Encoding.UTF8.GetBytes("x,label\n" + string.Join('\n', lines)));
        var cut = DataSource.Read(path + "?rare one=0.2", 0, null).Value();
        Assert.Equal([20, 2], Counts(cut.Measured, 2));
        Assert.Equal(32, cut.Measured.Rows);
        using var rows = DataSource.Stream(path + "?rare one=0.2", 0, null).Value();
        var streamed = new double[32];
        Assert.Equal(32, rows.Read(streamed).Value());
        Assert.Equal(cut.Measured.Raw(), streamed.Select(value => (float)value));
        Assert.Equal(path + "?often=0.5", DataSource.Locate(path + "?often=0.5"));
        Assert.Equal("signals?1=0.5", DataSource.Locate("signals?1=0.5"));
        Assert.True(DataSource.HoldsSignals("signals?1=0.5"));
    }

    [Fact]
    public void What_was_fitted_to_the_training_rows_is_fitted_to_those_that_stay()
    {
        var cut = DataSource.Open("line?*=0.01,9=1", 0, null).Value();
        var values = cut.Train.ToFilledArray();
        Laws.Close(0, values.Average(), 1e-3);
        Laws.Close(1, values.Average(value => value * value), 1e-3);
    }

    [Theory]
    [InlineData("line?4=0", "share '0' of class '4'")]
    [InlineData("line?4=1.5", "share '1.5' of class '4'")]
    [InlineData("line?4=NaN", "share 'NaN' of class '4'")]
    [InlineData("line?4=a", "share 'a' of class '4'")]
    [InlineData("line?4=", "share '' of class '4'")]
    [InlineData("line?=0.2", "'=0.2' is no class")]
    [InlineData("line?4=0.2,", "'' is no class")]
    [InlineData("line?4=0.2,4=0.3", "two shares")]
    public void A_cut_that_cannot_be_understood_is_told_by_its_words(string source, string problem)
    {
        foreach (var error in new[] { DataSource.Read(source, 0, null).Error(), DataSource.Stream(source, 0, null).Error() })
        {
            Assert.IsType<DataError.BadSource>(error);
            Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_class_that_is_not_there_and_data_without_labels_are_refused()
    {
        var unknown = DataSource.Read("line?10=0.2", 0, null).Error();
        Assert.Contains("no class '10'", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("0, 1, 2, 3, 4, 5, 6, 7, 8, 9", unknown.Message, StringComparison.Ordinal);
        var path = _folder.Write("bare.csv", "1\n2\n3\n"u8.ToArray());
        Assert.Contains("no labels", DataSource.Read(path + "?1=0.2", 0, null).Error().Message, StringComparison.Ordinal);
    }

    /// <summary>Whether some values are among others in the same order.</summary>
    private static bool IsWithin(float[] inner, float[] outer)
    {
        var next = 0;
        foreach (var value in outer)
            if (next < inner.Length && inner[next] == value)
                next++;
        return next == inner.Length;
    }
}
