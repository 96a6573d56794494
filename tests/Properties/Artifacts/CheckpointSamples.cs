using FsCheck;
using FsCheck.Fluent;
using LanguageExt;
using static GmmVae.Tests.Properties.SpecJsonArbitraries;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

/// <summary>Checkpoints of small models.</summary>
internal static class CheckpointSamples
{
    public static Gen<CheckpointHeader> Headers { get; } =
        from model in Models
        from training in TrainingsFor(model)
        from preset in Gen.Elements("report", "clustering", "\"quoted\" größer\n")
        from seed in Seeds
        from preprocessing in Preprocessings(model.Features)
        from pictured in Gen.Elements(true, false)
        select new CheckpointHeader(
            model, training, preset, "line", seed, "0123abcd", preprocessing,
            pictured ? Some(new ImageShape(1, model.Features)) : None);

    public static Gen<TrainingState> StatesOf(TrainingSpec training) =>
        from epoch in Gen.Choose(0, 100)
        from inEpoch in Gen.Choose(0, 100)
        from before in Gen.Choose(0, int.MaxValue)
        from sums in Real(-1000, 1000).ArrayOf(13)
        from objectives in Real(-5, 5).ArrayOf(5)
        from best in Gen.Choose(0, epoch + 1)
        select new TrainingState(
            epoch, inEpoch, inEpoch + (3L * before),
            new LossValues(sums),
            toArray(training.FinishedRestarts(epoch).Select((stage, i) => new RestartOutcome(stage.Phase, stage.Restart, objectives[i]))))
        {
            Validation = training.Stopping.IsSome && best > 0 ? new ValidationOutcome(best, sums[0]) : Option<ValidationOutcome>.None,
        };

    public static Gen<(CheckpointHeader Header, TrainingState State, int Seed)> Cases { get; } =
        from header in Headers
        from state in StatesOf(header.Training)
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
            ClusterPrior.Create(Array(0.25, 0.75), 0.3), ResponsibilityKind.EncoderHead)),
        Good(TrainingSpec.Create(
            Array(
                Good(TrainingPhase.Create(
                    1, new Schedule.Cosine(1e-3, 0), new Schedule.Constant(0), new Schedule.Constant(0), true,
                    ClusterObjectiveSpec.Create(new Schedule.Constant(1), 0, 0.2, 2), teacher: new TeacherSpec.Self(1),
                    scope: LearningScope.TrunkAndClusterHead, restarts: 2)),
                Good(TrainingPhase.Create(
                    5, new Schedule.Cosine(1e-3, 0), new Schedule.Constant(1), new Schedule.WarmUp(1, 10), true,
                    ClusterObjectiveSpec.Create(new Schedule.Constant(100), 0.5, 0.2, 2, 0.06), 50,
                        new TeacherSpec.MovingAverage(0.995, 0.5),
                    Good(AugmentationSpec.ForVectors(new Schedule.Linear(0.2, 0.1, 10), 0.1))))),
            1000, 8, ulong.MaxValue, AdamSpec.Create(maximumGradientNorm: 5))),
        "report", "points.csv", 9007199254740993UL, "ab12", new Preprocessing.Standardisation(Array(0.1f, -2f), Array(0.3f, 1e-7f)),
        Some(new ImageShape(1, 2)));

    public static TrainingState TinyState { get; } = new(
        2, 3, 27, new LossValues([0.1, 0, 1.0 / 3, -0.0, 5e-324, 1, 1e300, 2.5, 0.25]),
        Array(new RestartOutcome(0, 0, 0.7), new RestartOutcome(0, 1, 0.1)));

    /// <summary>What a training keeps.</summary>
    public static ParameterStore Store(CheckpointHeader header) =>
        new(TrainingLayout.Of(header.Model, header.Training).Inputs, ManagedEngine.Instance);

    /// <summary>What an evaluation needs.</summary>
    public static ParameterStore StoreForEvaluation(ModelSpec model) =>
        ParameterStore.Of(EvaluationGraph.Build(model).Graph, ManagedEngine.Instance);

    /// <summary>What a training keeps, filled with numbers that are a function of the seed.</summary>
    public static ParameterStore Filled(CheckpointHeader header, int seed)
    {
        var store = Store(header);
        var count = 0;
        foreach (var input in store.Inputs.OrderBy(input => input.Name, StringComparer.Ordinal))
            foreach (ref var value in store[input.Name])
                value = (float)Draws.Between(seed, count++, -3, 3);
        return store;
    }

    public static Checkpoint Captured(CheckpointHeader header, TrainingState state, int seed)
    {
        using var store = Filled(header, seed);
        return Checkpoint.Capture(header, state, store);
    }

    /// <summary>Writes a checkpoint's file anew with something changed and a digest that is right.</summary>
    public static void Rewrite(
        string path,
        Func<KeyValuePair<string, string>, KeyValuePair<string, string>>? metadata = null,
        Func<IEnumerable<SafetensorsTensor>, IEnumerable<SafetensorsTensor>>? tensors = null)
    {
        var file = Right(SafetensorsFile.Read(path));
        var old = file.Entries.Select(entry => SafetensorsTensor.Of(entry.Name, entry.Shape, Right(file.Floats(entry.Name, entry.Shape))));
        using var stream = File.Create(path);
        SafetensorsWriter.WriteSealed(
            stream, (tensors ?? (all => all))(old.ToArray()),
                file.Metadata.Where(pair => pair.Key != SafetensorsSeal.Key).Select(metadata ?? (pair => pair)));
    }
}
