using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class AugmenterLaws
{
    private const int Rows = 23;
    private static readonly ImageShape Shape = new(11, 9, 2);
    private static readonly Schedule Fading = new Schedule.Linear(2, 0, 100);
    private static readonly Schedule Nothing = new Schedule.Constant(0);

    private static readonly AugmentationSpec[] Specs =
    [
        new AugmentationSpec.None(),
        AugmentationSpec.ForImages(15, 0.2, 0.3, 2, Fading, 4).Valid(),
        AugmentationSpec.ForSignals(30, Fading, renormalize: true).Valid(),
        AugmentationSpec.ForVectors(Fading, 0.3).Valid(),
    ];

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        foreach (var spec in Specs)
        {
            var expected = Views(spec, Ids(0, Rows), threads: 1);
            foreach (var threads in new[] { 2, 3 })
                KernelPaths.AssertSameBits(expected, Views(spec, Ids(0, Rows), threads), $"{spec}, {threads} threads");
        }
    }

    private static Gen<List<int>> SomeRows { get; } = Gen.Choose(0, Rows - 1).NonEmptyListOf();

    [Law(nameof(SomeRows), MaxTest = 20)]
    public void A_row_has_the_same_view_in_any_batch_at_any_place(List<int> ids)
    {
        foreach (var spec in Specs)
        {
            var all = Views(spec, Ids(0, Rows));
            var some = Views(spec, [.. ids]);
            for (var i = 0; i < ids.Count; i++)
                KernelPaths.AssertSameBits(Row(all, ids[i]), Row(some, i), $"{spec}, row {ids[i]}");
        }
    }

    [Fact]
    public void What_is_missing_stays_missing_and_changes_no_other_value_but_by_its_share_in_a_signals_mean()
    {
        foreach (var spec in new[] { AugmentationSpec.ForSignals(30, Fading, renormalize: false).Valid(),
            AugmentationSpec.ForVectors(Fading, 0).Valid() })
        {
            var holes = Data(0, Rows).Select((value, i) => i % 7 == 3 ? float.NaN : value).ToArray();
            var (whole, view) = (Views(spec, Ids(0, Rows)), Make(spec, 1, holes, Ids(0, Rows)));
            Assert.Equal(holes.Count(float.IsNaN), view.Count(float.IsNaN));
            Assert.All(Enumerable.Range(0, view.Length).Where(i => !float.IsNaN(view[i])), i => Assert.Equal(whole[i], view[i]));
        }

        var normal = AugmentationSpec.ForSignals(30, Fading, renormalize: true).Valid();
        float[] row = [.. Data(0).Select((value, i) => i % 7 == 3 ? float.NaN : value)];
        var present = Make(normal, 1, row, [0]).Where(value => !float.IsNaN(value)).ToArray();
        Assert.Equal(row.Count(value => !float.IsNaN(value)), present.Length);
        Assert.Equal(0, present.Average(), 1e-5);
        Assert.Equal(1, present.Average(value => value * value), 1e-5);
        Assert.All(Make(normal, 1, [.. row.Select(_ => float.NaN)], [0]), value => Assert.Equal(float.NaN, value));
    }

    [Fact]
    public void Another_step_row_or_key_gives_another_view()
    {
        foreach (var spec in Specs.Skip(1))
        {
            var view = Views(spec, Ids(0, 1));
            Assert.NotEqual(view, Views(spec, Ids(0, 1), step: 8));
            Assert.NotEqual(view, Views(spec, Ids(0, 1), key: RandomKeys.Augmentation(1, 0, 0, 1)));
            var same = Make(spec, 1, [.. Data(0), .. Data(0)], [0, 1]);
            Assert.False(Row(same, 0).SequenceEqual(Row(same, 1)), spec.ToString());
        }
    }

    [Fact]
    public void Keys_differ_in_seed_phase_restart_and_view()
    {
        var keys = new[]
        {
            RandomKeys.Augmentation(1, 0, 0, 0), RandomKeys.Augmentation(2, 0, 0, 0), RandomKeys.Augmentation(1, 1, 0, 0),
            RandomKeys.Augmentation(1, 0, 1, 0), RandomKeys.Augmentation(1, 0, 0, 1),
        };
        Assert.Distinct(keys);
    }

    [Fact]
    public void Without_strength_a_view_is_the_row_itself()
    {
        foreach (var spec in new[]
                 {
                     new AugmentationSpec.None(), AugmentationSpec.ForImages(0, 0, 0, 0, Nothing, 5).Valid(),
                     AugmentationSpec.ForSignals(0, Nothing, renormalize: false).Valid(), AugmentationSpec.ForVectors(Nothing, 0).Valid(),
                 })
            Assert.Equal(Data(0, Rows), Views(spec, Ids(0, Rows)));
    }

    [Fact]
    public void The_schedule_sets_the_strength()
    {
        var fading = AugmentationSpec.ForVectors(new Schedule.Linear(2, 0.5, 10), 0).Valid();
        var strong = AugmentationSpec.ForVectors(new Schedule.Constant(1.25), 0).Valid();
        Assert.Equal(Views(strong, Ids(0, 3), step: 5), Views(fading, Ids(0, 3), step: 5));
        Assert.NotEqual(Views(strong, Ids(0, 3), step: 6), Views(fading, Ids(0, 3), step: 6));
    }

    [Fact]
    public void Rows_are_written_a_stride_apart_and_nothing_between_them()
    {
        foreach (var spec in Specs)
        {
            var stride = Shape.Features + 5;
            var output = Enumerable.Repeat(-7f, (2 * stride) + Shape.Features).ToArray();
            using var workers = new WorkerPool(2);
            Augmenter(spec, workers).Fill(Data(0, 3), Ids(0, 3), 7, 100, output, stride);
            var expected = Views(spec, Ids(0, 3));
            for (var i = 0; i < 3; i++)
                KernelPaths.AssertSameBits(Row(expected, i), output.AsSpan(i * stride, Shape.Features), $"{spec}");
            for (var i = 0; i < 2; i++)
                Assert.All(output[((i * stride) + Shape.Features)..((i + 1) * stride)], value => Assert.Equal(-7f, value));
        }
    }

    [Fact]
    public void Short_spans_and_data_of_another_kind_are_refused()
    {
        using var workers = new WorkerPool(1);
        var augmenter = Augmenter(Specs[1], workers);
        var row = new float[Shape.Features];
        Assert.Throws<ArgumentException>(() => augmenter.Fill(row, [0, 1], 0, 1, new float[1000], Shape.Features));
        Assert.Throws<ArgumentException>(() => augmenter.Fill(row, [0], 0, 1, new float[Shape.Features - 1], Shape.Features));
        Assert.Throws<ArgumentOutOfRangeException>(() => augmenter.Fill(row, [0], 0, 1, row, Shape.Features - 1));
        Assert.Throws<ArgumentException>(() => new Augmenter(Specs[1], 9, null, default, workers));
        augmenter.Fill([], [], 0, 1, [], Shape.Features);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        using var workers = new WorkerPool(1);
        var (data, ids, output) = (Data(0, Rows), Ids(0, Rows), new float[Rows * Shape.Features]);
        foreach (var spec in Specs)
        {
            var augmenter = Augmenter(spec, workers);
            KernelPaths.AssertNoAllocation(() => augmenter.Fill(data, ids, 7, 100, output, Shape.Features));
        }
    }

    [Fact]
    public void Views_have_the_bits_written_here_on_every_machine()
    {
        ulong hash = 14695981039346656037;
        foreach (var spec in Specs)
            foreach (var value in Views(spec, Ids(0, Rows)))
                hash = (hash ^ BitConverter.SingleToUInt32Bits(value)) * 1099511628211;
        Assert.Equal(12651931793240185147UL, hash);
    }

    private static float[] Views(AugmentationSpec spec, int[] ids, int threads = 1, long step = 7, RandomKey? key = null) =>
        Make(spec, threads, [.. ids.SelectMany(id => Data(id))], ids, step, key);

    private static float[] Make(AugmentationSpec spec, int threads, float[] data, int[] ids, long step = 7, RandomKey? key = null)
    {
        using var workers = new WorkerPool(threads);
        var output = new float[ids.Length * Shape.Features];
        Augmenter(spec, workers, key).Fill(data, ids, step, 100, output, Shape.Features);
        return output;
    }

    private static Augmenter Augmenter(AugmentationSpec spec, WorkerPool workers, RandomKey? key = null) =>
        new(spec, Shape.Features, Shape, key ?? RandomKeys.Augmentation(1, 0, 0, 0), workers);

    private static float[] Data(int id, int rows = 1) =>
        [.. Enumerable.Range(id, rows).SelectMany(row =>
            Enumerable.Range(0, Shape.Features).Select(i => (float)RandomKey.FromSeed((ulong)row).Uniform((ulong)i)))];

    private static ReadOnlySpan<float> Row(float[] rows, int row) => rows.AsSpan(row * Shape.Features, Shape.Features);

    private static int[] Ids(int first, int count) => [.. Enumerable.Range(first, count)];
}
