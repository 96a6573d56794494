using System.Text.Json.Nodes;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Torch;

/// <summary>The engine as programs reach it: by an option of estimators and requests.</summary>
public sealed class EngineChoiceTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gmmvae-torch-");

    private string this[string name] => Path.Combine(folder.FullName, name);

    public void Dispose() => folder.Delete(recursive: true);

    [TorchFact]
    public void A_model_that_torch_trained_predicts_alike_on_either_engine()
    {
        using var trained = new GaussianMixtureVae(
            new() { Clusters = 10, Hidden = [16], Latent = 2, Epochs = 3, Batch = 200, Engine = ComputeEngine.Torch });
        trained.Fit("line");
        trained.Save(this["model"]);
        using var managed = GaussianMixtureVae.Load(this["model"]);
        using var torch = GaussianMixtureVae.Load(this["model"], engine: ComputeEngine.Torch);
        var expected = managed.Predict("line");
        Assert.True(expected.Distinct().Count() > 1);
        foreach (var model in new[] { trained, torch })
        {
            Assert.InRange(model.Predict("line").Zip(expected, (one, other) => one == other ? 1 : 0).Average(), 0.99, 1);
            foreach (var (score, other) in model.Score("line").Zip(managed.Score("line")))
                Assert.Equal(other, score, 1e-3 * Math.Max(1, Math.Abs(other)));
        }
    }

    [TorchFact]
    public void Readers_on_several_threads_get_the_results_of_one_alone()
    {
        var result = Runs.Train(Request(this["run"]));
        using var model = GaussianMixtureVae.Load(result.Folder, threads: 1, engine: ComputeEngine.Torch);
        var tasks = Enumerable.Range(0, 8).Select(_ => Task.Run(() => model.Predict("line"))).ToArray();
        Task.WaitAll(tasks);
        var expected = GaussianMixtureVae.Load(result.Folder).Predict("line");
        Assert.All(tasks, task => Assert.InRange(task.Result.Zip(expected, (one, other) => one == other ? 1 : 0).Average(), 0.99, 1));
    }

    [TorchFact]
    public void A_run_goes_on_with_torch_and_all_its_files_name_it()
    {
        var whole = Runs.Train(Request(this["whole"]));
        using var stop = new StopAfterEpoch();
        Assert.ThrowsAny<OperationCanceledException>(() => Runs.Train(Request(this["cut"]), stop, cancellation: stop.Token));
        IsOfTorch(Runs.Inspect(this["cut"]));
        var resumed = Runs.Resume(this["cut"]);
        Assert.Equal(whole.Summary.Steps, resumed.Summary.Steps);
        Assert.Equal(("torch", "cpu"), (resumed.Summary.Engine, resumed.Summary.Device));
        IsOfTorch(Json(this["cut/run.json"]));
        IsOfTorch(Json(this["cut/summary.json"]));
        foreach (var (first, second) in whole.Summary.Terms.Zip(resumed.Summary.Terms))
            Assert.Equal(first.Value, second.Value, 1e-3 * Math.Max(1, Math.Abs(first.Value)));

        var managed = Runs.Evaluate(this["cut"]);
        Assert.Equal(("managed", "cpu"), (managed.Engine, managed.Device));
        IsOfTorch(Runs.Evaluate(this["cut"], engine: ComputeEngine.Torch).ToJson());
    }

    [TorchFact]
    public void A_study_and_a_fine_tuning_take_the_engine_too()
    {
        var study = Studies.Run(new() { Train = Request(this["study"]), Seeds = [0, 1] });
        Assert.True(study.IsComplete);
        IsOfTorch(Json(this["study/seed-1/run.json"]));
        var again = Assert.Throws<GmmVaeException>(() =>
            Studies.Run(new() { Train = Request(this["study"]) with { Engine = ComputeEngine.Managed }, Seeds = [0, 1] }));
        Assert.Equal(FailureKind.Usage, again.Kind);
        var managed = Runs.Train(Request(this["on"]) with { StartFrom = this["study/seed-1"], Engine = ComputeEngine.Managed });
        Assert.Equal("managed", managed.Summary.Engine);
    }

    [TorchFact]
    public void Several_shards_are_refused_before_a_folder_is_made()
    {
        var failure = Assert.Throws<GmmVaeException>(() => Runs.Train(Request(this["run"], shards: 2)));
        Assert.Equal(FailureKind.Usage, failure.Kind);
        Assert.Contains("Shards", failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(this["run"]));
    }

    [TorchFact]
    public void A_gpu_that_there_is_not_is_refused_by_the_name_of_the_device()
    {
        if (TorchEngine.WhyUnavailable(TorchDevice.Cuda) is null)
            return;
        var failure = Assert.Throws<GmmVaeException>(() => Runs.Train(Request(this["run"]) with { Device = ComputeDevice.Cuda }));
        Assert.Equal(FailureKind.Usage, failure.Kind);
        Assert.StartsWith("Device: libtorch finds no CUDA device", failure.Message, StringComparison.Ordinal);
    }

    private static TrainRequest Request(string output, int shards = 1) => new()
    {
        Model = ModelKind.GaussianMixture,
        Data = "line",
        Preset = "report",
        Engine = ComputeEngine.Torch,
        Configure = options => options with
        {
            Hidden = Array(8), PriorHidden = Array(8), Latent = 2, Epochs = 3, Batch = 500, Shards = shards,
        },
        OutputFolder = output,
    };

    private static JsonObject Json(string path) => JsonNode.Parse(File.ReadAllText(path))!.AsObject();

    private static void IsOfTorch(JsonObject document) =>
        Assert.Equal(("torch", "cpu"), ((string?)document["engine"], (string?)document["device"]));

    private sealed class StopAfterEpoch : IProgress<TrainingProgress>, IDisposable
    {
        private readonly CancellationTokenSource source = new();

        public CancellationToken Token => source.Token;

        public void Report(TrainingProgress value)
        {
            if (value.IsEpochEnd)
                source.Cancel();
        }

        public void Dispose() => source.Dispose();
    }
}
