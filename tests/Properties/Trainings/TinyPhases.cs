using FsCheck;
using FsCheck.Fluent;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

/// <summary>A tiny clustering training: two restarts of trunk and head, then the whole model with a moving teacher and both
/// views.</summary>
internal static class TinyPhases
{
    public const int Restarts = 2;
    public const int StartEpochs = 2;
    public const int MainEpochs = 2;
    public const int Epochs = (Restarts * StartEpochs) + MainEpochs;
    public const int Steps = Epochs * TinyTraining.StepsPerEpoch;

    public static Gen<TinyModel> Cases { get; } =
        from tiny in TinyModel.Mixtures.Generator
        select tiny with { Responsibilities = ResponsibilityKind.EncoderHead };

    public static TrainingSpec Spec(ulong seed, Option<int> steps = default, int shards = 1, int? block = null, double? clip = 10) =>
        TrainingSpec.Create(
        Array(StartPhase(Restarts), MainPhase), steps, TinyTraining.Batch, seed,
            AdamSpec.Create(weightDecay: 0.01, maximumGradientNorm: Optional(clip)), shards: shards,
        shuffleBlock: Optional(block)).Valid();

    public static TrainingPhase StartPhase(int restarts) => TrainingPhase.Create(
        StartEpochs, new Schedule.Cosine(0.02, 0), new Schedule.Constant(0), new Schedule.Constant(0), true,
        ClusterObjectiveSpec.Create(new Schedule.Constant(1), 0, 0.2, 2), teacher: new TeacherSpec.Self(1), strongAugmentation: Noise(0.3),
        scope: LearningScope.TrunkAndClusterHead, restarts: restarts, findsCandidates: true).Valid();

    public static TrainingPhase MainPhase => TrainingPhase.Create(
        MainEpochs, new Schedule.Cosine(0.01, 0), new Schedule.Constant(1), new Schedule.WarmUp(1, TinyTraining.StepsPerEpoch), true,
        ClusterObjectiveSpec.Create(new Schedule.Constant(10), 0.5, 0.2, 2), 5, new TeacherSpec.MovingAverage(0.995, 0.5), Noise(0.2),
            Noise(0.1)).Valid();

    public static Trainer Start(TinyModel tiny, WorkerPool workers, Option<int> steps = default) =>
        new(tiny.Spec, Spec((ulong)tiny.Seed, steps, block: tiny.ShuffleBlock), TinyTraining.Data(tiny), workers);

    public static CheckpointHeader Header(TinyModel tiny) => new(
        tiny.Spec, Spec((ulong)tiny.Seed), "clustering", "made up", 0, TinyTraining.Data(tiny).Fingerprint, new Preprocessing.None(), None);

    private static AugmentationSpec Noise(double amplitude) =>
        AugmentationSpec.ForVectors(new Schedule.Linear(amplitude, amplitude / 2, 7), 0.1).Valid();
}
