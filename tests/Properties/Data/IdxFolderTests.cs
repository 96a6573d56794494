using System.Security.Cryptography;
using LanguageExt;

namespace GmmVae.Tests.Properties;

public sealed class IdxFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static DataError Error<T>(Either<DataError, T> result) =>
        result.Match(Right: _ => throw new Xunit.Sdk.XunitException("Accepted."), Left: e => e);

    private static T Value<T>(Either<DataError, T> result) =>
        result.Match(Right: v => v, Left: e => throw new Xunit.Sdk.XunitException(e.Message));

    private void WriteAll()
    {
        _folder.Write("train-images-idx3-ubyte", IdxReaderTests.Idx([3, 1, 2], [0, 51, 102, 153, 204, 255]));
        _folder.Write("train-labels-idx1-ubyte.gz", IdxReaderTests.Gzip(IdxReaderTests.Idx([3], [5, 6, 7])));
        _folder.Write("t10k-images-idx3-ubyte.gz", IdxReaderTests.Gzip(IdxReaderTests.Idx([1, 1, 2], [255, 0])));
        _folder.Write("t10k-labels-idx1-ubyte", IdxReaderTests.Idx([1], [9]));
    }

    [Fact]
    public void Four_files_plain_or_compressed_become_two_splits()
    {
        WriteAll();
        var splits = Value(IdxFolder.Load(_folder.Path, "tiny"));
        Assert.Equal(("tiny/train", 3, 2), (splits.Train.Name, splits.Train.Rows, splits.Train.Features));
        Assert.Equal(new ImageShape(1, 2), splits.Test.Image);
        Assert.Equal([5, 6, 7], splits.Train.Labels!.Value.ToArray());
        Assert.Equal([9], splits.Test.Labels!.Value.ToArray());
        var output = new float[6];
        splits.Train.CopyRange(0, 3, output);
        Assert.Equal([0, 0.2f, 0.4f, 0.6f, 0.8f, 1], output);
        Assert.Equal(new Preprocessing.ByteScaling(), splits.Preprocessing);
    }

    [Fact]
    public void A_folder_without_label_files_gives_data_without_labels()
    {
        WriteAll();
        File.Delete(Path.Combine(_folder.Path, "train-labels-idx1-ubyte.gz"));
        var one = Assert.IsType<DataError.MissingFiles>(Error(IdxFolder.Load(_folder.Path)));
        Assert.Equal("train-labels-idx1-ubyte[.gz]", Assert.Single(one.Names));
        File.Delete(Path.Combine(_folder.Path, "t10k-labels-idx1-ubyte"));
        Assert.Null(Value(IdxFolder.Load(_folder.Path)).Train.Labels);
        var both = Assert.IsType<DataError.MissingFiles>(Error(IdxFolder.Load(_folder.Path, labelsRequired: true)));
        Assert.Equal(2, both.Names.Count);
    }

    [Fact]
    public void Files_that_disagree_are_refused_with_both_paths()
    {
        WriteAll();
        _folder.Write("t10k-labels-idx1-ubyte", IdxReaderTests.Idx([2], [9, 9]));
        var count = Assert.IsType<DataError.Inconsistent>(Error(IdxFolder.Load(_folder.Path)));
        Assert.EndsWith("t10k-images-idx3-ubyte.gz", count.Path, StringComparison.Ordinal);
        Assert.EndsWith("t10k-labels-idx1-ubyte", count.OtherPath, StringComparison.Ordinal);
        WriteAll();
        _folder.Write("t10k-images-idx3-ubyte", IdxReaderTests.Idx([1, 2, 1], [255, 0]));
        Assert.IsType<DataError.Inconsistent>(Error(IdxFolder.Load(_folder.Path)));
        _folder.Write("t10k-images-idx3-ubyte", IdxReaderTests.Idx([1, 1, 2], [255]));
        Assert.IsType<DataError.Truncated>(Error(IdxFolder.Load(_folder.Path)));
    }

    [MnistFact]
    public void Real_MNIST_has_the_published_counts_and_contents()
    {
        var splits = Value(DataSource.Open("mnist", 0, MnistFactAttribute.DataFolder));
        Assert.Equal((60000, 10000, 784), (splits.Train.Rows, splits.Test.Rows, splits.Train.Features));
        Assert.Equal(new ImageShape(28, 28), splits.Train.Image);
        int[] trainCounts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949];
        int[] testCounts = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009];
        Assert.Equal(trainCounts, Counts(splits.Train));
        Assert.Equal(testCounts, Counts(splits.Test));
        Assert.Equal("741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757", PixelHash(splits.Train));
        Assert.Equal("6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161", PixelHash(splits.Test));
        Assert.Equal("6f589f3b6d8bfdcd77a68955eaf8817d72589bc5ed69212ed711dd50438240f9", splits.Train.Fingerprint);
        Assert.Equal("eedfb4652edf77aadcc5f9d2ea07d39c9657a2a60bdc4584f1da16d3112b742f", splits.Test.Fingerprint);
    }

    private static int[] Counts(Dataset data) =>
        data.Labels!.Value.ToArray().GroupBy(l => l).OrderBy(g => g.Key).Select(g => g.Count()).ToArray();

    /// <summary>SHA-256 over the pixels as bytes, recovered from the scaled values.</summary>
    private static string PixelHash(Dataset data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var row = new float[data.Features];
        for (var r = 0; r < data.Rows; r++)
        {
            data.CopyRange(r, 1, row);
            hash.AppendData(System.Array.ConvertAll(row, v => (byte)MathF.Round(v * 255)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
