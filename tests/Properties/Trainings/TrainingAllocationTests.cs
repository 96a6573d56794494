using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class TrainingAllocationTests
{
    [Fact]
    public void Steps_allocate_nothing_so_that_a_run_has_nothing_to_collect()
    {
        var traits = new DataTraits(512, 100, InUnitInterval: true, new ImageShape(10, 10));
        foreach (var preset in new[] { Presets.Report(ModelKind.GaussianMixture, traits), Small(Presets.Clustering(traits)) })
            foreach (var threads in new[] { 1, 2 })
            {
                var (model, training) = (preset with { Hidden = Array(60), Latent = 8, Batch = 16, Epochs = 1, MaximumGradientNorm =
                    1 }).Check(traits).Valid();
                var pixels = new byte[traits.Rows * traits.Features];
                new Random(1).NextBytes(pixels);
                using var workers = new WorkerPool(threads);
                using var trainer = new Trainer(model, training, Dataset.FromBytes("random", pixels, traits.Features, traits.Image),
                    workers);
                var meter = new Meter();
                Assert.True(trainer.Run(meter, CancellationToken.None).IsNone);

                // What the runtime allocates once, such as at a thread's first sleep at a gate, is not the steps'.
                Assert.Equal(0, meter.Allocated.Skip(1).Order().ElementAt(meter.Allocated.Count * 9 / 10));
            }

        static RunOptions Small(RunOptions preset) => preset with
        {
            Convolutions = Array(new ConvolutionLayer(4, 3, 2)),
            Clustering = preset.Clustering.Map(clustering => clustering with { Restarts = 1, StartEpochs = 1 }),
        };
    }

    /// <summary>Notes what this thread allocates from step to step within an epoch; the list has room from the start.</summary>
    private sealed class Meter : ITrainingObserver
    {
        private long before = GC.GetAllocatedBytesForCurrentThread();

        public List<long> Allocated { get; } = new(1000);

        public void OnStep(in StepRecord step)
        {
            Allocated.Add(GC.GetAllocatedBytesForCurrentThread() - before);
            before = GC.GetAllocatedBytesForCurrentThread();
        }

        public void OnEpoch(EpochRecord epoch, TrainingState state) => before = GC.GetAllocatedBytesForCurrentThread();
    }
}
