using GmmVae.Domain.Training;
using GmmVae.Engine.Files;
using static GmmVae.Engine.Files.JsonCodecs;
using static LanguageExt.Prelude;
using Schedule = GmmVae.Domain.Training.Schedule;

namespace GmmVae.Engine.Artifacts.Checkpoints;

internal static partial class SpecJson
{
    internal static JsonCodec<TrainingSpec> Training => Record<TrainingSpec>(json =>
    {
        var phases = json.Field("phases", training => training.Phases, Many(Phase));
        var steps = json.Field("steps", training => training.Steps, Perhaps(Integer));
        var batch = json.Field("batch", training => training.Batch, Integer);
        var seed = json.Field("seed", training => training.Seed, Unsigned);
        var adam = json.Field("adam", training => training.Adam, Adam);
        var shards = json.Field("shards", training => training.Shards > 1 ? Some(training.Shards) : None, Perhaps(Integer), absent: None);
        var block = json.Field("shuffleBlock", training => training.ShuffleBlock, Perhaps(Integer), absent: None);
        var measured = json.Field("evaluationRows", training => training.EvaluationRows, Perhaps(Integer), absent: None);
        var stopping = json.Field("earlyStopping", training => training.Stopping, Perhaps(Stopping), absent: None);
        json.Check(() => TrainingSpec.Create(
            phases.Value, steps, batch, seed, adam.Value, stopping, shards.Value.IfNone(1), block, measured));
    });

    private static JsonCodec<EarlyStopping> Stopping => Record<EarlyStopping>(json =>
    {
        var patience = json.Field("patience", early => early.Patience, Integer);
        var share = json.Field("validationShare", early => early.ValidationShare, Real);
        json.Return(() => new(patience, share));
    });

    private static JsonCodec<AdamSpec> Adam => Record<AdamSpec>(json =>
    {
        var beta1 = json.Field("beta1", adam => adam.Beta1, Real);
        var beta2 = json.Field("beta2", adam => adam.Beta2, Real);
        var epsilon = json.Field("epsilon", adam => adam.Epsilon, Real);
        var decay = json.Field("weightDecay", adam => adam.WeightDecay, Real);
        var norm = json.Field("maximumGradientNorm", adam => adam.MaximumGradientNorm, Perhaps(Real));
        json.Check(() => AdamSpec.Create(beta1, beta2, epsilon, decay, norm));
    });

    private static JsonCodec<TrainingPhase> Phase => Record<TrainingPhase>(json =>
    {
        var scope = json.Field("scope", phase => phase.Scope, Named<LearningScope>());
        var epochs = json.Field("epochs", phase => phase.Epochs, Integer);
        var restarts = json.Field("restarts", phase => phase.Restarts, Integer);
        var learningRate = json.Field("learningRate", phase => phase.LearningRate, Schedules);
        var reconstruction = json.Field("reconstruction", phase => phase.Reconstruction, Schedules);
        var priorWeight = json.Field("priorWeight", phase => phase.PriorWeight, Schedules);
        var priorTerm = json.Field("clusterPriorTerm", phase => phase.ClusterPriorTerm, Truth);
        var clusters = json.Field("clusters", phase => phase.Clusters, Clusters);
        var agreement = json.Field("headAgreement", phase => phase.HeadAgreement, Real);
        var teacher = json.Field("teacher", phase => phase.Teacher, Teacher);
        var strong = json.Field("strongView", phase => phase.StrongAugmentation, Augmentation);
        var weak = json.Field("weakView", phase => phase.WeakAugmentation, Augmentation);
        var supervision = json.Field("supervision", phase => phase.Supervision, Real, absent: 0);
        var findsCandidates = json.Field("findsCandidates", phase => phase.FindsCandidates, Truth, absent: false);
        json.Check(() => TrainingPhase.Create(
            epochs, learningRate, reconstruction, priorWeight, priorTerm, clusters.Value, agreement, teacher, strong, weak, scope, restarts,
            findsCandidates, supervision));
    });

    private static JsonCodec<ClusterObjectiveSpec> Clusters => Record<ClusterObjectiveSpec>(json =>
    {
        var weight = json.Field("weight", clusters => clusters.Weight, Schedules);
        var clean = json.Field("clean", clusters => clusters.Clean, Real);
        var entropy = json.Field("entropy", clusters => clusters.Entropy, Real);
        var balance = json.Field("balance", clusters => clusters.Balance, Real);
        var hinge = json.Field("hinge", clusters => clusters.Hinge, Real);
        var consistency = json.Field("consistency", clusters => clusters.Consistency, Real, absent: 1);
        json.Check(() => ClusterObjectiveSpec.Create(weight, clean, entropy, balance, hinge, consistency));
    });

    private static JsonCodec<TeacherSpec> Teacher => Union(
        JsonCase.Of<TeacherSpec, TeacherSpec.None>("none", json => json.Return(() => new())),
        JsonCase.Of<TeacherSpec, TeacherSpec.Self>("self", json =>
        {
            var temperature = json.Field("temperature", self => self.Temperature, Real);
            json.Return(() => new(temperature));
        }),
        JsonCase.Of<TeacherSpec, TeacherSpec.MovingAverage>("movingAverage", json =>
        {
            var decay = json.Field("decay", average => average.Decay, Real);
            var temperature = json.Field("temperature", average => average.Temperature, Real);
            json.Return(() => new(decay, temperature));
        }));

    private static JsonCodec<Schedule> Schedules => Union(
        JsonCase.Of<Schedule, Schedule.Constant>("constant", json =>
        {
            var value = json.Field("value", constant => constant.Value, Real);
            json.Return(() => new(value));
        }),
        JsonCase.Of<Schedule, Schedule.WarmUp>("warmUp", json =>
        {
            var (value, steps) = (json.Field("value", rise => rise.Value, Real), json.Field("steps", rise => rise.Steps, Integer));
            json.Return(() => new(value, steps));
        }),
        JsonCase.Of<Schedule, Schedule.Linear>("linear", json =>
        {
            var (value, final) = (json.Field("value", line => line.Value, Real), json.Field("final", line => line.Final, Real));
            var steps = json.Field("steps", line => line.Steps, Integer);
            json.Return(() => new(value, final, steps));
        }),
        JsonCase.Of<Schedule, Schedule.Cosine>("cosine", json =>
        {
            var (value, final) = (json.Field("value", cosine => cosine.Value, Real), json.Field("final", cosine => cosine.Final, Real));
            json.Return(() => new(value, final));
        }),
        JsonCase.Of<Schedule, Schedule.Step>("step", json =>
        {
            var (value, factor) = (json.Field("value", step => step.Value, Real), json.Field("factor", step => step.Factor, Real));
            var every = json.Field("every", step => step.Every, Integer);
            json.Return(() => new(value, factor, every));
        }));

    internal static JsonCodec<AugmentationSpec> Augmentation => Union(
        JsonCase.Of<AugmentationSpec, AugmentationSpec.None>("none", json => json.Return(() => new())),
        JsonCase.Of<AugmentationSpec, AugmentationSpec.Image>("image", json =>
        {
            var rotation = json.Field("rotationDegrees", image => image.RotationDegrees, Real);
            var scale = json.Field("scale", image => image.Scale, Real);
            var shear = json.Field("shear", image => image.Shear, Real);
            var shift = json.Field("shiftPixels", image => image.ShiftPixels, Real);
            var elastic = json.Field("elasticPixels", image => image.ElasticPixels, Schedules);
            var grid = json.Field("elasticGrid", image => image.ElasticGrid, Integer);
            json.Check(() => AugmentationSpec.ForImages(rotation, scale, shear, shift, elastic, grid)
                .Map(made => (AugmentationSpec.Image)made));
        }),
        JsonCase.Of<AugmentationSpec, AugmentationSpec.Signal>("signal", json =>
        {
            var shift = json.Field("shift", signal => signal.Shift, Integer);
            var noise = json.Field("noise", signal => signal.Noise, Schedules);
            var renormalize = json.Field("renormalize", signal => signal.Renormalize, Truth);
            json.Check(() => AugmentationSpec.ForSignals(shift, noise, renormalize).Map(made => (AugmentationSpec.Signal)made));
        }),
        JsonCase.Of<AugmentationSpec, AugmentationSpec.Vector>("vector", json =>
        {
            var noise = json.Field("noise", vector => vector.Noise, Schedules);
            var dropout = json.Field("dropout", vector => vector.Dropout, Real);
            json.Check(() => AugmentationSpec.ForVectors(noise, dropout).Map(made => (AugmentationSpec.Vector)made));
        }));
}
