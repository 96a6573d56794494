using System.Text.Json.Nodes;
using LanguageExt;

namespace GmmVae.Tests.Properties;

/// <summary>The choice of the engine in a program without GmmVae.Torch, and what files say of it.</summary>
public sealed class EngineChoiceTests
{
    [Fact]
    public void A_program_without_torch_is_told_what_to_add_before_it_reads_anything()
    {
        using var model = new GaussianMixtureVae(new() { Preset = "report", Engine = ComputeEngine.Torch });
        Refused(() => model.Fit(new Matrix(new float[8], 2)), "Engine: torch", "GmmVae.Torch", "TorchSharp-cpu");
        Refused(() => GaussianMixtureVae.Load("none", engine: ComputeEngine.Torch), "GmmVae.Torch");
        Refused(() => Runs.Evaluate("none", engine: ComputeEngine.Torch), "GmmVae.Torch");
        Refused(() => Runs.Train(new TrainRequest { Model = ModelKind.Variational, Data = "none", Engine = ComputeEngine.Torch }),
            "GmmVae.Torch");
        Refused(() => ModelFiles.Predict(new() { Model = "none", Data = "none", Output = "p.csv", Engine = ComputeEngine.Torch }),
            "GmmVae.Torch");
        Refused(() => ModelFiles.Sample(new() { Model = "none", Engine = ComputeEngine.Torch }), "GmmVae.Torch");
        Refused(
            () => ModelFiles.Export(
                new() { Model = "none", Format = ExportFormat.Onnx, Output = "out", Engine = ComputeEngine.Torch }), "GmmVae.Torch");
    }

    [Fact]
    public void The_managed_engine_has_no_gpu_and_there_are_no_others()
    {
        Refused(() => new EngineChoice(ComputeEngine.Managed, ComputeDevice.Cuda).Open(), "Device: the managed engine");
        Refused(() => new EngineChoice((ComputeEngine)7, ComputeDevice.Cpu).Open(), "Engine: there is no engine 7");
        Refused(() => new EngineChoice(ComputeEngine.Managed, (ComputeDevice)7).Open(), "Device: there is no device 7");
        Assert.Same(ManagedEngine.Instance, default(EngineChoice).Open());
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    public void Several_shards_or_processes_are_refused_by_torch_alone(int shards, int ranks)
    {
        Refused(() => new EngineChoice(ComputeEngine.Torch, ComputeDevice.Cpu).RequireSharing(shards, ranks), "Engine: torch", "Shards");
        default(EngineChoice).RequireSharing(shards, ranks);
        new EngineChoice(ComputeEngine.Torch, ComputeDevice.Cpu).RequireSharing(1, 1);
    }

    [Fact]
    public void A_name_in_a_file_is_that_of_one_choice()
    {
        foreach (var engine in Enum.GetValues<ComputeEngine>())
            foreach (var device in Enum.GetValues<ComputeDevice>())
                Assert.Equal(new EngineChoice(engine, device), EngineChoice.Of(new EngineChoice(engine, device).Name));
        Assert.Equal(EngineName.Managed, default(EngineChoice).Name);
        var failure = Assert.Throws<GmmVaeException>(() => EngineChoice.Of(new("abacus", "desk")));
        Assert.Equal(FailureKind.Data, failure.Kind);
        Assert.Contains("'abacus' on 'desk'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_names_the_engine_where_it_is_not_the_managed_one()
    {
        var (header, state) = (CheckpointSamples.Tiny, CheckpointSamples.TinyState);
        var managed = CheckpointText.Document(header, state);
        Assert.False(managed.ContainsKey("engine") || managed.ContainsKey("device"));
        var other = header with { Engine = new("torch", "cuda") };
        var document = CheckpointText.Document(other, state);
        Assert.Equal(("torch", "cuda"), ((string)document["engine"]!, (string)document["device"]!));
        Assert.Equal(Either<DataError, EngineName>.Right(other.Engine), Read(document));
        Assert.Equal(Either<DataError, EngineName>.Right(EngineName.Managed), Read(managed));
        Assert.NotEqual(header, other);
    }

    [Fact]
    public void The_notes_of_a_run_are_of_one_engine_and_old_ones_of_the_managed()
    {
        var header = CheckpointSamples.Tiny;
        Assert.DoesNotContain(RunDifferences.Between([], header), text => text.StartsWith("engine", StringComparison.Ordinal));
        Assert.Contains("engine is \"managed\" in run.json and \"torch\" in the checkpoint",
            RunDifferences.Between([], header with { Engine = new("torch", "cpu") }));
        Assert.Contains("device is \"cuda\" in run.json and \"cpu\" in the checkpoint",
            RunDifferences.Between(new() { ["device"] = "cuda" }, header));
    }

    private static Either<DataError, EngineName> Read(JsonObject document) =>
        CheckpointText.Read(document.ToJsonString(), "file").Map(read => read.Header.Engine);

    private static void Refused(Action act, params string[] fragments)
    {
        var failure = Assert.Throws<GmmVaeException>(act);
        Assert.Equal(FailureKind.Usage, failure.Kind);
        Assert.All(fragments, fragment => Assert.Contains(fragment, failure.Message, StringComparison.Ordinal));
    }
}
