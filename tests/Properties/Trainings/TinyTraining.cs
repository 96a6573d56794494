using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

/// <summary>A training of a tiny model on made-up rows: 5 steps an epoch, some rows left over.</summary>
internal static class TinyTraining
{
    public const int Rows = 22;
    public const int Batch = 4;
    public const int StepsPerEpoch = Rows / Batch;
    public const int Epochs = 3;
    public const int Steps = Epochs * StepsPerEpoch;

    public static Dataset Data(TinyModel tiny, double scale = 1)
    {
        var (low, high) = tiny.Likelihood == LikelihoodKind.Bernoulli ? (0, 1) : (-2, 2);
        var values = Enumerable.Range(0, Rows * TinyModel.Features)
            .Select(i => tiny.IsMissing("rows", i) ? float.NaN : (float)(scale * Draws.Between(tiny.Seed, i, low, high))).ToArray();
        return Dataset.FromFloats("tiny", values, TinyModel.Features);
    }

    public static TrainingSpec Spec(ulong seed, double learningRate = 0.01, double decay = 0.01, int shards = 1, double? clip = 10) =>
        TrainingSpec.Create(
        TrainingPhase.Bound(Epochs, new Schedule.Cosine(learningRate, 0), new Schedule.WarmUp(1, StepsPerEpoch),
            clusterPriorTerm: true).Map(phase => Array(phase)),
        None, Batch, seed, AdamSpec.Create(weightDecay: decay, maximumGradientNorm: Optional(clip)), shards: shards).Valid();

    public static Trainer Start(TinyModel tiny, WorkerPool workers) =>
        new(tiny.Spec, Spec((ulong)tiny.Seed), Data(tiny), workers);

    /// <summary>Trains to the end.</summary>
    public static Recording Finish(this Trainer trainer)
    {
        var recording = new Recording();
        Assert.True(trainer.Run(recording, CancellationToken.None).IsNone);
        Assert.True(trainer.IsFinished);
        return recording;
    }

    /// <summary>Every bit of the parameters, running statistics and moments.</summary>
    public static int[] Bits(this ParameterStore store) =>
        [.. store.Inputs.SelectMany(input => store[input.Name].ToArray()).Select(BitConverter.SingleToInt32Bits)];

    /// <summary>Keeps what a training tells, and does something after each step.</summary>
    public sealed class Recording(Action<StepRecord>? afterStep = null) : ITrainingObserver
    {
        public List<StepRecord> Steps { get; } = [];

        public List<EpochRecord> Epochs { get; } = [];

        public void OnStep(in StepRecord step)
        {
            Steps.Add(step);
            afterStep?.Invoke(step);
        }

        public void OnEpoch(EpochRecord epoch, TrainingState state) => Epochs.Add(epoch);
    }
}
