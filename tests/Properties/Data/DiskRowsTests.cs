using FsCheck;
using FsCheck.Fluent;
using LanguageExt;

namespace GmmVae.Tests.Properties;

/// <summary>Files that are mapped are as files that are read.</summary>
public sealed class DiskRowsTests : IDisposable
{
    private static readonly string[] Types = ["|u1", "|i1", "<i2", ">i4", "<u8", "<f2", "<f4", ">f4", "<f8", ">f8"];

    private static readonly Arbitrary<(string Type, int Rows, int Height, int Width, int Seed)> Cases = Arb.From(
        from type in Gen.Elements(Types)
        from rows in Gen.Choose(2, 60)
        from height in Gen.Choose(1, 60)
        from width in Gen.Choose(1, 40)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select (type, rows, height, width, seed));

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Law(nameof(Cases))]
    public void Mapped_rows_have_the_bits_and_the_fingerprint_of_rows_in_memory((string Type, int Rows, int Height, int Width, int Seed) c)
    {
        var random = new System.Random(c.Seed);
        var values = Enumerable.Range(0, c.Rows * c.Height * c.Width).Select(_ => c.Type[1] == 'f' && random.Next(50) == 0 ? double.NaN
            : random.Next(128)).ToArray();
        var npy = folder.Write("a.npy", NpyFiles.Array(c.Type, [c.Rows, c.Height, c.Width], values));
        AssertSame(NpyFile.Load(npy).Value(), NpyFile.Load(npy, mapFrom: 0).Value(), random);
        var idx = folder.Write("a.idx",
            IdxReaderTests.Idx([(uint)c.Rows, (uint)c.Height, (uint)c.Width],
            System.Array.ConvertAll(values, value => (byte)(double.IsNaN(value) ? 0 : value))));
        AssertSame(IdxRows.Load(idx, "a").Value(), IdxRows.Load(idx, "a", mapFrom: 0).Value(), random);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(7)]
    public void A_training_on_a_mapped_file_is_the_training_on_its_rows(int? block)
    {
        var npy = folder.Write("a.npy",
            NpyFiles.Array("<f8", [100, SmallData.Features], [.. SmallData.Draw(100).Values.Select(value => (double)value)]));
        Assert.Equal(Trained(NpyFile.Load(npy).Value()), Trained(NpyFile.Load(npy, mapFrom: 0).Value()));

        int[] Trained(Dataset rows)
        {
            var data = SourceRows.Of("a", rows).Split(3, inOrder: block is not null).Value().Train;
            var traits = new DataTraits(data.Rows, data.Features, InUnitInterval: false);
            var (model, training) = (Presets.Report(ModelKind.Variational, traits) with { Hidden = LanguageExt.Prelude.Array(8), Latent =
                2, Batch = 16, Epochs = 2, ShuffleBlock = LanguageExt.Prelude.Optional(block) }).Check(traits).Valid();
            using var workers = new WorkerPool(1);
            using var trainer = new Trainer(model, training, data, workers);
            trainer.Finish();
            return trainer.Store.Bits();
        }
    }

    [Fact]
    public void What_is_wrong_with_a_file_is_told_of_a_mapped_one_too()
    {
        var file = NpyFiles.Array("<f4", [3, 2], [1, 2, 3, 1e39, 5, 6]);
        foreach (var contents in new[] { file, file[..^1], [.. file, 0], file[..40], [] })
        {
            var path = folder.Write("bad.npy", contents);
            Assert.Equal(NpyFile.Load(path).Error().Message, NpyFile.Load(path, mapFrom: 0).Error().Message);
        }

        var images = IdxReaderTests.Idx([2, 2, 2], new byte[8]);
        foreach (var contents in new[] { images[..^1], [.. images, 0], images[..10] })
        {
            var path = folder.Write("bad.idx", contents);
            Assert.Equal(IdxRows.Load(path, "a").Error().Message, IdxRows.Load(path, "a", mapFrom: 0).Error().Message);
        }
    }

    [Fact]
    public void A_file_that_is_cut_while_it_is_in_use_ends_the_work_with_the_place()
    {
        var path = folder.Write("a.npy", NpyFiles.Array("<f4", [100, 3], [.. Enumerable.Range(0, 300).Select(i => (double)i)]));
        var data = NpyFile.Load(path, mapFrom: 0).Value();
        Assert.Equal(300, data.Raw().Length);
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            file.SetLength(file.Length / 2);
        var fault = Assert.Throws<DataFileException>(data.Raw);
        Assert.IsType<DataError.Truncated>(fault.Error);
        Assert.Contains(path, fault.Error.Place, StringComparison.Ordinal);
        data.CopyRange(0, 10, new float[30]);
        Assert.Equal(FailureKind.Data, Assert.Throws<GmmVaeException>(() => Failures.GuardData(data.Raw)).Kind);
    }

    [Fact]
    public void Compressed_files_and_columns_are_read_whatever_their_length()
    {
        var packed = folder.Write("a.gz", IdxReaderTests.Gzip(IdxReaderTests.Idx([2, 1, 2], [1, 2, 3, 4])));
        Assert.Equal([1, 2, 3, 4], IdxRows.Load(packed, "a", mapFrom: 0).Value().Raw());
        var columns = folder.Write("f.npy", NpyFiles.Array("<f4", [2, 2], [1, 2, 3, 4], fortran: true));
        Assert.Equal([1, 2, 3, 4], NpyFile.Load(columns, mapFrom: 0).Value().Raw());
    }

    [Fact]
    public void A_file_of_more_values_than_an_array_holds_is_opened_without_memory()
    {
        const uint Images = 3_000_000;
        const int Pixels = 28 * 28;
        var path = folder.File("large-images-idx3-ubyte");
        using (var file = new FileStream(path, FileMode.Create))
        {
            file.Write(IdxReaderTests.Idx([Images, 28, 28], []));
            file.Position += (long)(Images - 1) * Pixels;
            file.Write([.. Enumerable.Range(0, Pixels).Select(i => (byte)i)]);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var rows = DataSource.Read(path, 0, null).Value().Measured;
        var last = new float[Pixels];
        rows.CopyRows([(int)Images - 1], last);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
        Assert.Equal(((int)Images, Pixels), (rows.Rows, rows.Features));
        Assert.Equal(Enumerable.Range(0, Pixels).Select(i => (byte)i / 255f), last);
    }

    private static void AssertSame(Dataset read, Dataset mapped, System.Random random)
    {
        Assert.Equal((read.Rows, read.Features, read.Image, read.HoldsBytes, read.Name),
            (mapped.Rows, mapped.Features, mapped.Image, mapped.HoldsBytes, mapped.Name));
        Assert.Equal((read.Fingerprint, read.CountMissing(), read.FirstEmptyFeature()),
            (mapped.Fingerprint, mapped.CountMissing(), mapped.FirstEmptyFeature()));
        Assert.Equal(Bits(read), Bits(mapped));
        var picks = Enumerable.Range(0, read.Rows).Select(_ => random.Next(read.Rows)).ToArray();
        var (some, same) = (read.Subset("some", picks), mapped.Subset("some", picks));
        Assert.Equal((some.Fingerprint, some.CountMissing()), (same.Fingerprint, same.CountMissing()));
        Assert.Equal(Bits(some.Subset("again", picks)), Bits(same.Subset("again", picks)));
        Assert.Equal(Bits(DataSplits.Fit(some, some).Train), Bits(DataSplits.Fit(same, same).Train));
    }

    private static IEnumerable<int> Bits(Dataset data) => data.Preprocessed().Concat(data.Raw()).Select(BitConverter.SingleToInt32Bits);
}
