using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using LanguageExt;
using Microsoft.Extensions.Logging.Abstractions;

namespace GmmVae.Tests.Properties;

/// <summary>What meters and traces show of a model's work. Other tests work at the same time: only this thread and this trace
/// count.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public void A_training_and_its_use_are_measured_by_their_steps_and_rows()
    {
        using var model = EstimatorCase.Of("gmm-vae").Create(threads: 1);
        using var listening = new Listening();
        model.Fit(SmallData.Rows(400));
        const int Steps = 3 * (400 / 64);
        Assert.Equal(Steps, listening.Sum("gmmvae.training.steps"));
        Assert.Equal(Steps * 64, listening.Sum("gmmvae.training.rows"));
        var durations = listening.Of("gmmvae.training.step.duration");
        Assert.Equal(Steps, durations.Length);
        Assert.All(durations, duration => Assert.True(duration.Value > 0));
        var terms = listening.Of("gmmvae.training.term").GroupBy(term => (string)term.Tags["gmmvae.term"]!).ToDictionary(group =>
            group.Key, group => group.Count());
        Assert.Equal(["batchMeanKl", "clusterPrior", "conditionalPrior", "objective", "reconstruction", "stylePrior", "total"],
            terms.Keys.Order(StringComparer.Ordinal));
        Assert.All(terms.Values, count => Assert.Equal(Steps, count));
        Assert.All(listening.All, measurement => Assert.Equal("gmm-vae", measurement.Tags["gmmvae.model"]));

        model.Score(SmallData.Rows(300));
        model.Embed(SmallData.Rows(5));
        ((GaussianMixtureVae)model).Predict(SmallData.Rows(70));
        Assert.Equal(
            [("score", 300.0), ("embed", 5), ("predict", 70)],
            listening.Of("gmmvae.inference.rows").GroupBy(rows => (string)rows.Tags["gmmvae.result"]!).Select(group =>
                (group.Key, group.Sum(rows => rows.Value))));
    }

    [Fact]
    public void A_training_is_an_activity_with_its_epochs_inside_and_each_use_is_one()
    {
        using var model = EstimatorCase.Of("vae").Create();
        using var tracing = new Tracing();
        model.Fit(SmallData.Rows(400));
        var fit = Assert.Single(tracing.Of("fit"));
        Assert.Equal(("vae", "matrix", 3, 18L),
            (fit.GetTagItem("gmmvae.model"), fit.GetTagItem("gmmvae.data"), fit.GetTagItem("gmmvae.epochs"),
            fit.GetTagItem("gmmvae.steps")));
        Assert.Equal(ActivityStatusCode.Unset, fit.Status);
        var epochs = tracing.Of("epoch");
        Assert.Equal([1, 2, 3], epochs.Select(epoch => epoch.GetTagItem("gmmvae.epoch")));
        Assert.All(epochs, epoch => Assert.Equal(fit.SpanId, epoch.ParentSpanId));
        Assert.All(epochs, epoch => Assert.True(epoch.StartTimeUtc >= fit.StartTimeUtc.AddMilliseconds(-1)
            && epoch.Duration > TimeSpan.Zero));
        Assert.IsType<double>(epochs[0].GetTagItem("gmmvae.term.latentPrior"));

        model.Embed(SmallData.Rows(3));
        Assert.Single(tracing.Of("embed"));
        Assert.Throws<GmmVaeException>(() => model.Score(new float[2, 9]));
        var failed = Assert.Single(tracing.Of("score"));
        Assert.Equal(ActivityStatusCode.Error, failed.Status);
        Assert.Contains("9 features", failed.StatusDescription, StringComparison.Ordinal);

        using var diverging = new VariationalAutoEncoder(new() { Hidden = [8], Latent = 2, Batch = 64, LearningRate = 1e30 });
        Assert.Throws<GmmVaeException>(() => diverging.Fit(SmallData.Rows(400)));
        Assert.Equal(ActivityStatusCode.Error, tracing.Of("fit")[^1].Status);
    }

    [Fact]
    public void While_nobody_listens_steps_allocate_nothing()
    {
        var (values, _) = SmallData.Draw(1000);
        var data = Dataset.FromFloats("rows", values, SmallData.Features);
        var traits = new DataTraits(data.Rows, data.Features, InUnitInterval: false);
        var (model, training) = (Presets.Report(ModelKind.GaussianMixture, traits) with { Hidden = Prelude.Array(8), PriorHidden =
            Prelude.Array(8), Latent = 2, Batch = 10, Epochs = 1 }).Check(traits).Valid();
        var header = new CheckpointHeader(model, training, "report", "rows", 0, data.Fingerprint, data.Preprocessing,
            Option<ImageShape>.None);
        using var workers = new WorkerPool(1);
        using var trainer = new Trainer(model, training, data, workers);
        var steps = new Allocations();
        Assert.True(new TrainingWatch(header, trainer, NullLogger.Instance, steps).Run(CancellationToken.None).IsNone);
        Assert.Equal(0, steps.Allocated.Skip(1).Order().ElementAt(steps.Allocated.Count * 9 / 10));
    }

    /// <summary>Notes what this thread allocates from step to step; the list has room from the start.</summary>
    private sealed class Allocations : ITrainingObserver
    {
        private long before;

        public List<long> Allocated { get; } = new(1000);

        public void OnStep(in StepRecord step)
        {
            Allocated.Add(GC.GetAllocatedBytesForCurrentThread() - before);
            before = GC.GetAllocatedBytesForCurrentThread();
        }

        public void OnEpoch(EpochRecord epoch, TrainingState state)
        {
        }
    }

    private sealed record Measurement(string Instrument, double Value, IReadOnlyDictionary<string, object?> Tags);

    /// <summary>What this thread measures.</summary>
    private sealed class Listening : IDisposable
    {
        private readonly MeterListener listener = new();
        private readonly int thread = Environment.CurrentManagedThreadId;

        internal Listening()
        {
            listener.InstrumentPublished = (instrument, found) =>
            {
                if (instrument.Meter.Name == Telemetry.Name)
                    found.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            listener.Start();
        }

        internal List<Measurement> All { get; } = [];

        public void Dispose() => listener.Dispose();

        internal Measurement[] Of(string instrument) => [.. All.Where(measurement => measurement.Instrument == instrument)];

        internal double Sum(string instrument) => Of(instrument).Sum(measurement => measurement.Value);

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (Environment.CurrentManagedThreadId == thread)
                All.Add(new Measurement(instrument.Name, value, tags.ToArray().ToDictionary()));
        }
    }

    /// <summary>The activities of one trace.</summary>
    private sealed class Tracing : IDisposable
    {
        private readonly ConcurrentQueue<Activity> stopped = [];
        private readonly ActivityListener listener;
        private readonly Activity root = new Activity("test").Start();

        internal Tracing()
        {
            listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == Telemetry.Name,
                Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                    options.Parent.TraceId == root.TraceId ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
                ActivityStopped = stopped.Enqueue,
            };
            ActivitySource.AddActivityListener(listener);
        }

        public void Dispose()
        {
            listener.Dispose();
            root.Dispose();
        }

        internal Activity[] Of(string name) =>
            [.. stopped.Where(activity => activity.OperationName == name && activity.TraceId == root.TraceId)];
    }
}
