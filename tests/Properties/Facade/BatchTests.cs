namespace GmmVae.Tests.Properties;

/// <summary>Batches give what one matrix gives.</summary>
public sealed class BatchTests : IDisposable
{
    private static readonly int[] Sizes = [1, 7, 0, 300, 8, 284];

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Models => EstimatorCase.Names;

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Each_batch_gives_the_results_of_its_rows_in_order_and_to_the_bit(string name)
    {
        using var model = EstimatorCase.Of(name).Fitted();
        var (values, _) = SmallData.Draw(Sizes.Sum(), seed: 2);
        var whole = new Matrix(values, SmallData.Features);
        await Same(model.Embed(whole), model.EmbedAsync(OneBuffer(values)));
        await Same(model.Reconstruct(whole), model.ReconstructAsync(OneBuffer(values)));
        Assert.Equal(Cut(model.Score(whole)), await model.ScoreAsync(OneBuffer(values)).ToArrayAsync());
        if (model is not GaussianMixtureVae mixture)
            return;
        await Same(mixture.PredictProbabilities(whole), mixture.PredictProbabilitiesAsync(OneBuffer(values)));
        Assert.Equal(Cut(mixture.Predict(whole)), await mixture.PredictAsync(OneBuffer(values)).ToArrayAsync());

        static async Task Same(Matrix expected, IAsyncEnumerable<Matrix> batches)
        {
            var found = await batches.ToArrayAsync();
            Assert.Equal(Sizes, found.Select(batch => batch.Rows));
            Assert.All(found, batch => Assert.Equal(expected.Columns, batch.Columns));
            Assert.Equal(Bits(expected), found.SelectMany(Bits));
        }
    }

    [Fact]
    public async Task Training_on_batches_is_training_on_all_their_rows()
    {
        var (values, _) = SmallData.Draw(Sizes.Sum());
        using var whole = EstimatorCase.Of("gmm-vae").Create();
        using var batched = EstimatorCase.Of("gmm-vae").Create();
        whole.Fit(new Matrix(values, SmallData.Features));
        await batched.FitAsync(OneBuffer(values));
        Assert.Equal(EstimatorCase.Everything(whole, SmallData.Rows(50)), EstimatorCase.Everything(batched, SmallData.Rows(50)));

        var pixels = Enumerable.Range(0, 64 * 6).Select(i => (byte)(i * 7)).ToArray();
        using var ofBytes = new VariationalAutoEncoder(new() { Hidden = [4], Latent = 2, Epochs = 1, Batch = 16 });
        ofBytes.Fit(Matrix.FromImages(pixels, 2, 3));
        var codes = ofBytes.Embed(Matrix.FromImages(pixels, 2, 3));
        await ofBytes.FitAsync(pixels.Chunk(60).Select(some => Matrix.FromImages(some, 2, 3)).ToAsyncEnumerable());
        Assert.Equal(Bits(codes), Bits(ofBytes.Embed(Matrix.FromImages(pixels, 2, 3))));
    }

    [Fact]
    public async Task Batches_of_another_kind_and_none_at_all_cannot_be_trained_on()
    {
        using var model = EstimatorCase.Of("vae").Create();
        Assert.Contains("no rows", (await Refused(model.FitAsync(AsyncEnumerable.Empty<Matrix>()))).Message, StringComparison.Ordinal);
        Matrix[] mixed = [SmallData.Rows(3), new float[2, 5]];
        var failure = await Refused(model.FitAsync(mixed.ToAsyncEnumerable()));
        Assert.Contains("Batch 1, counted from 0, has rows of 5 numbers where the first has 4 numbers", failure.Message,
            StringComparison.Ordinal);
        Matrix[] kinds = [Matrix.FromImages(new byte[4], 2, 2), Matrix.FromBytes(new byte[4], 4)];
        Assert.Contains("pictures of 2x2x1", (await Refused(model.FitAsync(kinds.ToAsyncEnumerable()))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unusable_value_is_named_by_batch_row_and_column()
    {
        using var model = EstimatorCase.Of("vae").Fitted();
        var bad = new float[10 * SmallData.Features];
        bad[(4 * SmallData.Features) + 2] = float.NaN;
        Matrix[] batches = [SmallData.Rows(5), new(bad, SmallData.Features)];
        var results = model.EmbedAsync(batches.ToAsyncEnumerable()).GetAsyncEnumerator();
        Assert.True(await results.MoveNextAsync());
        var failure = await Assert.ThrowsAsync<GmmVaeException>(() => results.MoveNextAsync().AsTask());
        Assert.Contains("batch 1, counted from 0, row 4, column 2", failure.Message, StringComparison.Ordinal);
        await results.DisposeAsync();
    }

    [Fact]
    public async Task A_cancelled_stream_ends_and_a_model_that_goes_away_meanwhile_serves_it_to_its_end()
    {
        var model = EstimatorCase.Of("gmm-vae").Fitted();
        var expected = Bits(model.Embed(SmallData.Rows(20)));
        using var stop = new CancellationTokenSource();
        var given = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var batch in model.EmbedAsync(Endless(), stop.Token))
                if (++given == 3)
                    await stop.CancelAsync();
        });
        Assert.Equal(3, given);

        var streamed = model.EmbedAsync(Endless()).GetAsyncEnumerator();
        Assert.True(await streamed.MoveNextAsync());
        model.Dispose();
        Assert.True(await streamed.MoveNextAsync());
        Assert.Equal(expected, Bits(streamed.Current));
        await streamed.DisposeAsync();
        await Assert.ThrowsAsync<GmmVaeException>(() => model.EmbedAsync(Endless()).GetAsyncEnumerator().MoveNextAsync().AsTask());

        static async IAsyncEnumerable<Matrix> Endless()
        {
            while (true)
            {
                yield return SmallData.Rows(20);
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task A_source_is_read_in_batches_as_it_is_read_whole()
    {
        var values = Enumerable.Range(0, 23 * 6).Select(i => (double)(i % 251)).ToArray();
        string[] sources =
        [
            "line",
            folder.Write("a.csv", System.Text.Encoding.UTF8.GetBytes(string.Concat(values.Chunk(6).Select(row =>
                $"{string.Join(',', row)}\n")))),
            folder.Write("a.npy", NpyFiles.Array("<f8", [23, 6], values)),
            folder.Write("b.npy", NpyFiles.Array("|u1", [23, 2, 3], values)),
            folder.Write("a.gz", IdxReaderTests.Gzip(IdxReaderTests.Idx([23, 2, 3], Array.ConvertAll(values, value => (byte)value)))),
        ];
        foreach (var source in sources)
            foreach (var rows in new[] { 1, 5, 23, 100_000 })
            {
                if (source == "line" && rows < 100)
                    continue;
                var (whole, batches) = (Matrix.Load(source), await Matrix.LoadBatches(source, rows).ToArrayAsync());
                Assert.All(batches, batch => Assert.Equal((whole.Columns, whole.HoldsBytes, whole.Image),
                    (batch.Columns, batch.HoldsBytes, batch.Image)));
                Assert.All(batches.SkipLast(1), batch => Assert.Equal(rows, batch.Rows));
                Assert.Equal(Bits(whole), batches.SelectMany(Bits));
            }

        await Assert.ThrowsAsync<GmmVaeException>(async () => await Matrix.LoadBatches(folder.File("none.npy")).ToArrayAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await Matrix.LoadBatches("line", cancellationToken: new(canceled: true)).ToArrayAsync());
        Assert.Throws<ArgumentOutOfRangeException>(() => Matrix.LoadBatches("line", 0));
    }

    /// <summary>Batches of the sizes, each in the memory of the one before.</summary>
    private static async IAsyncEnumerable<Matrix> OneBuffer(float[] values)
    {
        var buffer = new float[Sizes.Max() * SmallData.Features];
        var first = 0;
        foreach (var size in Sizes)
        {
            Array.Fill(buffer, float.NaN);
            values.AsSpan(first, size * SmallData.Features).CopyTo(buffer);
            first += size * SmallData.Features;
            await Task.Yield();
            yield return new Matrix(buffer.AsMemory(0, size * SmallData.Features), SmallData.Features);
        }
    }

    private static T[][] Cut<T>(T[] results)
    {
        var first = 0;
        return [.. Sizes.Select(size => results[first..(first += size)])];
    }

    private static IEnumerable<int> Bits(Matrix matrix) => matrix.ToArray().Select(BitConverter.SingleToInt32Bits);

    private static async Task<GmmVaeException> Refused(Task act)
    {
        var failure = await Assert.ThrowsAsync<GmmVaeException>(() => act);
        Assert.Equal(FailureKind.Data, failure.Kind);
        return failure;
    }
}
