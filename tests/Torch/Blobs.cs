using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Torch;

/// <summary>Three clouds of points apart from each other, and small models and trainings for them.</summary>
internal static class Blobs
{
    public const int Rows = 384;
    public const int Features = 6;
    public const int Clusters = 3;
    public const int Epochs = 4;
    public const int Batch = 48;

    public static Dataset Data { get; } = Dataset.FromFloats(
        "blobs",
        [.. Enumerable.Range(0, Rows * Features).Select(i =>
            (float)((((i / Features % Clusters) + (i % Features)) % Clusters * 1.5) - 1.5
                + Draws.Between(11, i, -0.4, 0.4) + Draws.Between(12, i, -0.4, 0.4)))],
        Features);

    public static ModelSpec Model(ModelKind kind, bool hasHead = false)
    {
        var encoder = NetworkSpec.Create(Array(24), Activation.Relu, batchNorm: true);
        var decoder = NetworkSpec.Create(Array(24), Activation.Relu, batchNorm: false);
        var likelihood = LanguageExt.Validation<SpecError, Likelihood>.Success(new Likelihood.Gaussian(GaussianVariance.Fixed, 0.25));
        return kind switch
        {
            ModelKind.AutoEncoder => AutoEncoderSpec.Create(Features, 3, encoder, decoder, likelihood).Valid(),
            ModelKind.Variational => VariationalSpec.Create(Features, 3, encoder, decoder, likelihood).Valid(),
            _ => GaussianMixtureSpec.Create(
                Features, 3, 2, encoder, decoder, NetworkSpec.Create(Array(12), Activation.Tanh, batchNorm: false), likelihood,
                ClusterPrior.Uniform(Clusters, 0.5), hasHead ? ResponsibilityKind.EncoderHead : ResponsibilityKind.Bayes,
                candidates: hasHead ? 6 : null).Valid(),
        };
    }

    /// <summary>
    /// The whole of a model's bound, or with a head the candidates from two restarts and then the clustering objective with a moving
    /// teacher.
    /// </summary>
    public static TrainingSpec Training(bool hasHead = false, int? steps = null, double rate = 0.003)
    {
        var view = AugmentationSpec.ForVectors(new Schedule.Constant(0.2), 0.1).Valid();
        var phases = hasHead
            ? Array(
                TrainingPhase.Create(
                    Epochs, new Schedule.Cosine(0.01, 0), new Schedule.Constant(0), new Schedule.Constant(0), true,
                    ClusterObjectiveSpec.Create(new Schedule.Constant(1), 0, 0.2, 2),
                    teacher: new TeacherSpec.Self(1), strongAugmentation: view, scope: LearningScope.TrunkAndClusterHead, restarts: 2,
                    findsCandidates: true).Valid(),
                TrainingPhase.Create(
                    Epochs, new Schedule.Cosine(rate, 0), new Schedule.Constant(1), new Schedule.WarmUp(1, Rows / Batch), true,
                    ClusterObjectiveSpec.Create(new Schedule.Constant(10), 0.5, 0.2, 2), 5, new TeacherSpec.MovingAverage(0.995, 0.5),
                    view, view).Valid())
            : Array(TrainingPhase.Bound(Epochs, new Schedule.Cosine(rate, 0), new Schedule.WarmUp(1, Rows / Batch),
                clusterPriorTerm: true).Valid());
        return TrainingSpec.Create(phases, Optional(steps), Batch, 5,
            AdamSpec.Create(weightDecay: 0.001, maximumGradientNorm: Some(50.0))).Valid();
    }

    public static CheckpointHeader Header(ModelSpec model, TrainingSpec training) =>
        new(model, training, "report", "blobs", 0, Data.Fingerprint, new Preprocessing.None(), None);
}
