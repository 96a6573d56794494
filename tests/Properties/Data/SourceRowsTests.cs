using System.Text;

namespace GmmVae.Tests.Properties;

public sealed class SourceRowsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(11)]
    [InlineData(100)]
    public void A_table_is_measured_whole_and_in_order_and_trained_on_but_for_the_rows_that_the_seed_holds_out(int rows)
    {
        var numbers = Enumerable.Range(0, rows).Select(row => (float)row).ToArray();
        var path = _folder.Write("n.csv", Encoding.UTF8.GetBytes(string.Join('\n', numbers)));
        var source = DataSource.Read(path, 0, null).Value();
        Assert.False(source.HasOwnTest);
        Assert.Equal(numbers, source.Measured.Raw());
        foreach (var seed in new ulong[] { 0, 7 })
            if (rows == 1)
            {
                Assert.Contains("only one row", source.Split(seed).Error().Message, StringComparison.Ordinal);
                Assert.Equal(0, source.TrainRows);
            }
            else
            {
                var (splits, opened) = (source.Split(seed).Value(), DataSource.Open(path, seed, null).Value());
                Assert.Equal(source.TrainRows, splits.Train.Rows);
                Assert.Equal((opened.Train.Fingerprint, opened.Test.Fingerprint), (splits.Train.Fingerprint, splits.Test.Fingerprint));
            }
    }

    [Fact]
    public void A_source_with_a_test_split_has_the_same_for_every_seed_and_is_measured_on_it()
    {
        var source = DataSource.Read("line", 3, null).Value();
        var splits = source.Split(0).Value();
        Assert.True(source.HasOwnTest);
        Assert.Same(splits, source.Split(9).Value());
        Assert.Same(splits.Test, source.Measured);
        Assert.Equal(splits.Train.Rows, source.TrainRows);
    }
}
