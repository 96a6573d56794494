using Microsoft.Extensions.Logging;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

/// <summary>What a logger hears of trainings.</summary>
public sealed class LoggingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_training_tells_its_start_its_epochs_and_its_end()
    {
        var log = new Record();
        using var model = new GaussianMixtureVae(Small(log));
        model.Fit(SmallData.Rows(400));
        Assert.Equal(
            ["TrainingStarted", "EpochFinished", "ClustersUsed", "EpochFinished", "ClustersUsed", "TrainingFinished"],
            log.Names.Where(name => name != "TrainingWarning"));
        var start = log.Entries[0];
        Assert.Equal((1, LogLevel.Information), (start.Event.Id, start.Level));
        Assert.Equal("Training gmm-vae on matrix: 2 epochs, 12 steps of 64 rows, seed 5", start.Message);
        Assert.Equal(("gmm-vae", 12L), (start["Model"], start["Steps"]));
    }

    [Theory]
    [MemberData(nameof(EstimatorCase.Names), MemberType = typeof(EstimatorCase))]
    public void A_loaded_model_tells_of_its_trainings_too(string name)
    {
        var path = folder.File("model.safetensors");
        using (var model = EstimatorCase.Of(name).Fitted())
            model.Save(path);
        var log = new Record();
        using Estimator loaded = name switch
        {
            "autoencoder" => AutoEncoder.Load(path, logger: log),
            "vae" => VariationalAutoEncoder.Load(path, logger: log),
            _ => GaussianMixtureVae.Load(path, logger: log),
        };
        Assert.Empty(log.Entries);
        loaded.FineTune(SmallData.Rows(100), new() { Epochs = 1 });
        loaded.Fit(SmallData.Rows(100));
        Assert.Equal(2, log.Messages("TrainingStarted").Length);
    }

    [Fact]
    public void A_warning_is_told_once_at_its_first_epoch()
    {
        // Codes of one dimension and a threshold out of reach: clusters have nothing to part them.
        var log = new Record();
        using var model = new GaussianMixtureVae(Small(log) with { Clusters = 40, Epochs = 6, Threshold = 3 });
        model.Fit(SmallData.Rows(400));
        var warnings = log.Entries.Where(entry => entry.Level == LogLevel.Warning).ToArray();
        Assert.NotEmpty(warnings);
        Assert.All(warnings, warning => Assert.Equal("TrainingWarning", warning.Event.Name));
        Assert.Equal(warnings.Length, warnings.Select(warning => warning.Message).Distinct().Count());
    }

    [Fact]
    public void Phases_restarts_and_the_search_for_the_number_of_clusters_are_told()
    {
        var log = new Record();
        var options = Small(log) with
        {
            Preset = "clustering", Clusters = ClusterCount.Among(2, 3), Epochs = 1,
            Clustering = new() { Restarts = 2, StartEpochs = 1, CandidatesPerCluster = 1 },
        };
        using var model = new GaussianMixtureVae(options);
        model.Fit(SmallData.Rows(200));
        Assert.Equal(["Trying 2 clusters: trial 1 of 2", "Trying 3 clusters: trial 2 of 2"], log.Messages("ClusterCountTried"));
        Assert.Equal([$"{model.Clusters} clusters are chosen"], log.Messages("ClusterCountChosen"));
        Assert.Equal(
            ["Phase 1 of 2, restart 1 of 2", "Phase 1 of 2, restart 2 of 2", "Phase 2 of 2, restart 1 of 1"],
            log.Messages("StageStarted").TakeLast(3));
        Assert.Matches("^Restart [12] of phase 1 is kept, of objective ", log.Messages("RestartKept")[^1]);
        Assert.Equal(3, log.Messages("TrainingStarted").Length);
    }

    [Fact]
    public void A_run_in_a_folder_tells_its_checkpoints_and_goes_on_telling_when_it_is_resumed()
    {
        var log = new Record();
        var request = new TrainRequest
        {
            Model = ModelKind.Variational, Data = "line", OutputFolder = folder.File("run"), CheckpointEvery = 2, Logger = log,
            Configure = options => options with { Hidden = Array(4), Latent = 2, Batch = 1000, Epochs = 2 },
        };
        Runs.Train(request);
        var checkpoint = folder.File("run/checkpoint.safetensors");
        Assert.Equal(
            [0, 2, 4, 6, 8, 10, 12],
            log.Entries.Where(entry => entry.Event.Name == "CheckpointSaved" && (string)entry["Path"]! == checkpoint).Select(entry =>
                (int)(long)entry["Step"]!));
        log.Entries.Clear();
        Runs.Resume(request.OutputFolder, logger: log);
        Assert.Equal(["TrainingStarted", "TrainingFinished"], log.Names);
    }

    [Fact]
    public void Cancelling_and_failing_are_told_with_the_step()
    {
        var log = new Record();
        using var stop = new CancellationTokenSource();
        using var model = new GaussianMixtureVae(Small(log) with { Epochs = 1000 });
        Assert.ThrowsAny<OperationCanceledException>(() => model.Fit(SmallData.Rows(400), new Stop(stop), stop.Token));
        Assert.Matches("^Training cancelled after [0-9]+ of 6000 steps$", log.Entries[^1].Message);

        using var diverging = new GaussianMixtureVae(Small(log) with { LearningRate = 1e30 });
        Assert.Throws<GmmVaeException>(() => diverging.Fit(SmallData.Rows(400)));
        Assert.Equal(("TrainingFailed", LogLevel.Error), (log.Entries[^1].Event.Name, log.Entries[^1].Level));
        Assert.Contains("The training diverged", log.Entries[^1].Message, StringComparison.Ordinal);

        using var interrupted = new GaussianMixtureVae(Small(log));
        Assert.Throws<InvalidTimeZoneException>(() => interrupted.Fit(SmallData.Rows(400), new Fault()));
        Assert.IsType<InvalidTimeZoneException>(log.Entries[^1].Fault);
    }

    private static GaussianMixtureVaeOptions Small(ILogger log) => new()
    {
        Preset = "report", Clusters = 3, Hidden = [8], PriorHidden = [8], Latent = 2, Epochs = 2, Batch = 64, Seed = 5, Logger = log,
    };

    private sealed class Stop(CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => source.Cancel();
    }

    private sealed class Fault : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => throw new InvalidTimeZoneException();
    }

    private sealed record Entry(LogLevel Level, EventId Event, string Message, IReadOnlyDictionary<string, object?> Values,
        Exception? Fault)
    {
        internal object? this[string name] => Values[name];
    }

    private sealed class Record : ILogger
    {
        public List<Entry> Entries { get; } = [];

        internal IEnumerable<string> Names => Entries.Select(entry => entry.Event.Name!);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
            string> formatter) =>
            Entries.Add(new Entry(logLevel, eventId, formatter(state, exception),
                ((IReadOnlyList<KeyValuePair<string, object?>>)state!).ToDictionary(), exception));

        internal string[] Messages(string name) => [.. Entries.Where(entry => entry.Event.Name == name).Select(entry => entry.Message)];
    }
}
