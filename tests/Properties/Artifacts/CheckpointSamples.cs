using FsCheck;
using FsCheck.Fluent;
using GmmVae.Domain;
using GmmVae.Engine;
using LanguageExt;
using static GmmVae.Tests.Properties.SpecJsonArbitraries;
using static LanguageExt.Prelude;
using Schedule = GmmVae.Domain.Schedule;

namespace GmmVae.Tests.Properties;

/// <summary>Checkpoints of small models.</summary>
internal static class CheckpointSamples
{
    public static Gen<CheckpointHeader> Headers { get; } =
        from model in Models
        from training in Trainings
        from preset in Gen.Elements("report", "clustering", "\"quoted\" größer\n")
        from seed in Seeds
        from preprocessing in Preprocessings(model.Features)
        from pictured in Gen.Elements(true, false)
        select new CheckpointHeader(
            model, training, preset, "line", seed, "0123abcd", preprocessing,
            pictured ? Some(new ImageShape(1, model.Features)) : None);

    public static Gen<TrainingState> States { get; } =
        from epoch in Gen.Choose(0, 100)
        from inEpoch in Gen.Choose(0, 100)
        from before in Gen.Choose(0, int.MaxValue)
        from sums in Real(-1000, 1000).ArrayOf(8)
        select new TrainingState(
            epoch, inEpoch, inEpoch + (3L * before),
            new TermValues(sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7]));

    public static Gen<(CheckpointHeader Header, TrainingState State, int Seed)> Cases { get; } =
        from header in Headers
        from state in States
        from seed in Generators.Seed
        select (header, state, seed);

    /// <summary>The model of the fixture file.</summary>
    public static CheckpointHeader Tiny { get; } = new(
        Good(GaussianMixtureSpec.Create(
            2, 1, 1,
            NetworkSpec.Create(Array(2), Activation.Relu, batchNorm: true),
            NetworkSpec.Create(Arr<int>.Empty, Activation.Relu, batchNorm: false),
            NetworkSpec.Create(Array(2), Activation.Tanh, batchNorm: false),
            new Likelihood.Gaussian(GaussianVariance.PerFeature, 0.1),
            ClusterPrior.Create(Array(0.25, 0.75), 0.3))),
        Good(TrainingSpec.Create(
            5, 1000, 8, ulong.MaxValue, new Schedule.Cosine(1e-3, 0), new Schedule.WarmUp(1, 10), true,
            AdamSpec.Create(maximumGradientNorm: 5))),
        "report", "points.csv", 9007199254740993UL, "ab12", new Preprocessing.Standardisation(Array(0.1f, -2f), Array(0.3f, 1e-7f)),
        Some(new ImageShape(1, 2)));

    public static TrainingState TinyState { get; } = new(2, 3, 27, new TermValues(0.1, 0, 1.0 / 3, -0.0, 5e-324, 1, 1e300, 2.5));

    /// <summary>Storage of a training of a model, or of its evaluation.</summary>
    public static ParameterStore Store(ModelSpec model, bool training = true) =>
        new((training ? TrainStepGraph.Build(model, AdamSpec.Default) : EvaluationGraph.Build(model)).Graph.Inputs
            .Where(input => input.Role is InputRole.Parameter or InputRole.State));

    /// <summary>The same, filled with numbers that are a function of the seed.</summary>
    public static ParameterStore Filled(ModelSpec model, int seed)
    {
        var store = Store(model);
        var count = 0;
        foreach (var input in store.Inputs.OrderBy(input => input.Name, StringComparer.Ordinal))
            foreach (ref var value in store[input.Name])
                value = (float)Draws.Between(seed, count++, -3, 3);
        return store;
    }

    public static Checkpoint Captured(CheckpointHeader header, TrainingState state, int seed)
    {
        using var store = Filled(header.Model, seed);
        return Checkpoint.Capture(header, state, store);
    }

    /// <summary>Writes a checkpoint's file anew with something changed.</summary>
    public static void Rewrite(
        string path,
        Func<KeyValuePair<string, string>, KeyValuePair<string, string>>? metadata = null,
        Func<IEnumerable<SafetensorsTensor>, IEnumerable<SafetensorsTensor>>? tensors = null)
    {
        var file = Right(SafetensorsFile.Read(path));
        var old = file.Entries.Select(entry => SafetensorsTensor.Of(entry.Name, entry.Shape, Right(file.Floats(entry.Name, entry.Shape))));
        using var stream = File.Create(path);
        SafetensorsWriter.Write(stream, (tensors ?? (all => all))(old.ToArray()), file.Metadata.Select(metadata ?? (pair => pair)));
    }
}
