using FsCheck;
using FsCheck.Fluent;
using LanguageExt;
using static LanguageExt.Prelude;
using Trunk = LanguageExt.Validation<GmmVae.Domain.Models.SpecError, GmmVae.Domain.Models.TrunkSpec>;

namespace GmmVae.Tests.Properties;

/// <summary>Small specifications with numbers of many digits.</summary>
internal static class SpecJsonArbitraries
{
    /// <summary>All 64 bits, the extremes among them.</summary>
    public static Gen<ulong> Seeds { get; } = Gen.Frequency(
        (4, from high in Gen.Choose(int.MinValue, int.MaxValue)
            from low in Gen.Choose(int.MinValue, int.MaxValue)
            select ((ulong)(uint)high << 32) | (uint)low),
        (1, Gen.Elements(0UL, ulong.MaxValue, (ulong)long.MaxValue + 1, 9007199254740993UL)));

    public static Gen<Preprocessing> Preprocessings(int features) => Gen.OneOf(
        Gen.Constant<Preprocessing>(new Preprocessing.None()),
        Gen.Constant<Preprocessing>(new Preprocessing.ByteScaling()),
        from offset in Real(-5, 5).ArrayOf(features)
        from scale in Real(0.01, 5).ArrayOf(features)
        select (Preprocessing)new Preprocessing.Standardisation(
            toArray(offset.Select(value => (float)value)), toArray(scale.Select(value => (float)value))));

    public static Gen<ModelSpec> Models { get; } = Gen.OneOf(AutoEncoders(), Variationals(), Mixtures());

    /// <summary>Of one phase or two, with and without the clustering objective.</summary>
    public static Gen<TrainingSpec> Trainings { get; } =
        Gen.OneOf(TrainingsOf(BoundPhases()), TrainingsOf(BoundPhases(supervised: true)), TrainingsOf(ClusterPhases()));

    /// <summary>Trainings that suit a model.</summary>
    public static Gen<TrainingSpec> TrainingsFor(ModelSpec model) =>
        model is GaussianMixtureSpec { Responsibilities: ResponsibilityKind.EncoderHead } ? Trainings : TrainingsOf(BoundPhases());

    public static Gen<AugmentationSpec> Augmentations { get; } = Gen.OneOf(
        Gen.Constant<AugmentationSpec>(new AugmentationSpec.None()),
        from rotation in Real(0, 180)
        from scale in Real(0, 1)
        from shear in Real(0, 10)
        from shift in Real(0, 20)
        from elastic in Schedules()
        from grid in Gen.Choose(2, 64)
        select Good(AugmentationSpec.ForImages(rotation, scale, shear, shift, elastic, grid)),
        from shift in Gen.Choose(0, 100)
        from noise in Schedules()
        from renormalize in Gen.Elements(true, false)
        select Good(AugmentationSpec.ForSignals(shift, noise, renormalize)),
        from noise in Schedules()
        from dropout in Real(0, 1)
        select Good(AugmentationSpec.ForVectors(noise, dropout)));

    /// <summary>A number in [low, high) that uses all digits of double precision.</summary>
    public static Gen<double> Real(double low, double high) =>
        from a in Gen.Choose(0, int.MaxValue)
        from b in Gen.Choose(0, int.MaxValue)
        select low + ((high - low) * (((double)a / int.MaxValue * 0.999) + (b * 1e-13)));

    private static Gen<ModelSpec> AutoEncoders() =>
        from common in Commons()
        from initialization in Gen.Elements(Enum.GetValues<Initialization>())
        select (ModelSpec)Good(AutoEncoderSpec.Create(
            common.Features, common.Latent, common.Encoder, common.Decoder, common.Likelihood, initialization, common.Masks));

    private static Gen<ModelSpec> Variationals() =>
        from common in Commons()
        from samples in Gen.Choose(1, 3)
        from bounds in Bounds()
        from initialization in Gen.Elements(Enum.GetValues<Initialization>())
        select (ModelSpec)Good(VariationalSpec.Create(
            common.Features, common.Latent, common.Encoder, common.Decoder, common.Likelihood, samples, bounds, initialization,
                common.Masks));

    private static Gen<ModelSpec> Mixtures() =>
        from common in Commons()
        from style in Gen.Choose(1, 3)
        from network in Networks()
        from raw in Real(0.1, 1).ArrayOf(3)
        from threshold in Real(0, 2)
        from scope in Gen.Elements(Enum.GetValues<ThresholdScope>())
        from kind in Gen.Elements(Enum.GetValues<ResponsibilityKind>())
        from samples in Gen.Choose(1, 3)
        from posterior in Bounds()
        from prior in Bounds()
        from gain in Real(0.01, 2)
        from initialization in Gen.Elements(Enum.GetValues<Initialization>())
        from more in Gen.Choose(0, 2)
        let grouped = more > 0 && kind == ResponsibilityKind.EncoderHead
        select (ModelSpec)Good(GaussianMixtureSpec.Create(
            common.Features, common.Latent, style, common.Encoder, common.Decoder, network, common.Likelihood,
            grouped ? ClusterPrior.Uniform(3, threshold, scope)
                : ClusterPrior.Create(toArray(raw.Select(weight => weight / raw.Sum())), threshold, scope),
            kind, samples, posterior, prior, gain, initialization, grouped ? 3 + more : null, common.Masks));

    private static Gen<(int Features, int Latent, Trunk Encoder, Trunk Decoder, Likelihood Likelihood, bool Masks)> Commons() =>
        from height in Gen.Choose(1, 3)
        from width in Gen.Choose(1, 3)
        from channels in Gen.Choose(1, 2)
        let image = new ImageShape(height, width, channels)
        from latent in Gen.Choose(1, 3)
        from encoder in Trunks(image)
        from decoder in Trunks(image)
        from likelihood in Likelihoods()
        from masks in Gen.Elements(false, true)
        select (image.Features, latent, encoder, decoder, likelihood, masks);

    private static Gen<Trunk> Trunks(ImageShape image) => Gen.OneOf(
        Networks().Select(network => (Trunk)(TrunkSpec)network),
        from network in Networks()
        from channels in Gen.Choose(1, 3).ArrayOf().Where(channels => channels.Length is > 0 and < 4)
        from kernel in Gen.Choose(1, 3)
        from stride in Gen.Choose(1, 2)
        let layers = toArray(channels.Select(count => new ConvolutionLayer(count, kernel, stride, kernel - 1)))
        select (Trunk)(TrunkSpec)Good(ConvolutionalSpec.Create(image, layers, network.Widths, network.Activation, network.BatchNorm)));

    private static Gen<NetworkSpec> Networks() =>
        from count in Gen.Choose(0, 2)
        from widths in Gen.Choose(1, 4).ArrayOf(count)
        from activation in Gen.Elements(Enum.GetValues<Activation>())
        from batchNorm in Gen.Elements(true, false)
        select Good(NetworkSpec.Create(toArray(widths), activation, batchNorm));

    private static Gen<Likelihood> Likelihoods() => Gen.OneOf(
        Gen.Constant<Likelihood>(new Likelihood.Bernoulli()),
        from variance in Gen.Elements(Enum.GetValues<GaussianVariance>())
        from initial in Real(0.01, 3)
        select (Likelihood)new Likelihood.Gaussian(variance, initial));

    private static Gen<LogVarianceBounds> Bounds() =>
        from low in Real(-20, 0)
        from high in Real(0.1, 20)
        select new LogVarianceBounds(low, high);

    private static Gen<Schedule> Schedules() => Gen.OneOf(
        Real(0, 1).Select(value => (Schedule)new Schedule.Constant(value)),
        from value in Real(0, 1) from steps in Gen.Choose(1, 5000) select (Schedule)new Schedule.WarmUp(value, steps),
        from value in Real(0, 1)
        from final in Real(0, 1)
        from steps in Gen.Choose(1, 5000)
        select (Schedule)new Schedule.Linear(value, final, steps),
        from value in Real(0, 1) from final in Real(0, 1) select (Schedule)new Schedule.Cosine(value, final),
        from value in Real(0, 1)
        from factor in Real(0.1, 1)
        from every in Gen.Choose(1, 5000)
        select (Schedule)new Schedule.Step(value, factor, every));

    private static Gen<TrainingSpec> TrainingsOf(Gen<TrainingPhase> phases) =>
        from first in phases
        from more in phases.ListOf()
        from steps in Perhaps(Gen.Choose(1, 1_000_000))
        from batch in Gen.Choose(1, 1000)
        from seed in Seeds
        from adam in Adams()
        from patience in Gen.Choose(1, 100)
        from share in Real(0.01, 0.9)
        from stops in Gen.Elements(false, true)
        from block in Perhaps(Gen.Choose(1, 100_000))
        from measured in Perhaps(Gen.Choose(1, 100_000))
        let later = more.Take(2).Where(phase => phase.Restarts == 1)
        let all = toArray(later.Prepend(first))
        select Good(TrainingSpec.Create(
            all, steps, batch, seed, adam, stops && (all.Count > 1 || first.Restarts == 1) ? Some(new EarlyStopping(patience, share))
                : None, shuffleBlock: block, evaluationRows: measured));

    private static Gen<TrainingPhase> BoundPhases(bool supervised = false) =>
        from epochs in Gen.Choose(1, 1000)
        from learningRate in Schedules()
        from priorWeight in Schedules()
        from clusterPriorTerm in Gen.Elements(true, false)
        from supervision in Real(0.1, 50)
        select Good(TrainingPhase.Bound(epochs, learningRate, priorWeight, clusterPriorTerm, supervised ? supervision : 0));

    private static Gen<TrainingPhase> ClusterPhases() =>
        from epochs in Gen.Choose(1, 9)
        from schedules in Schedules().ArrayOf(4)
        from clusterPriorTerm in Gen.Elements(true, false)
        from weights in Real(0, 5).ArrayOf(5)
        from consistency in Gen.OneOf(Gen.Constant(1.0), Real(0, 5))
        from teacher in Gen.OneOf(
            Real(0.1, 2).Select(temperature => (TeacherSpec)new TeacherSpec.Self(temperature)),
            from decay in Real(0, 1)
            from temperature in Real(0.1, 2)
            select (TeacherSpec)new TeacherSpec.MovingAverage(decay, temperature))
        from strongView in Augmentations
        from weakView in Augmentations
        from scope in Gen.Elements(Enum.GetValues<LearningScope>())
        from restarts in Gen.Elements(1, 1, 2, 5)
        select Good(TrainingPhase.Create(
            epochs, schedules[0], schedules[1], schedules[2], clusterPriorTerm,
            ClusterObjectiveSpec.Create(new Schedule.Linear(1, weights[0], 7), weights[1], weights[2], weights[3], weights[4],
                consistency), weights[0],
            teacher, strongView, weakView, scope, restarts));

    private static Gen<AdamSpec> Adams() =>
        from beta1 in Real(0, 0.99)
        from beta2 in Real(0, 0.99)
        from epsilon in Real(1e-9, 1e-6)
        from decay in Real(0, 0.1)
        from norm in Perhaps(Real(0.1, 10))
        select Good(AdamSpec.Create(beta1, beta2, epsilon, decay, norm));

    private static Gen<Option<T>> Perhaps<T>(Gen<T> values) =>
        from some in Gen.Elements(true, false)
        from value in values
        select some ? Some(value) : None;

    public static T Good<T>(Validation<SpecError, T> value) =>
        value.Match(Succ: good => good, Fail: errors => throw new InvalidOperationException(string.Join("; ", errors)));

    public static T Right<T>(Either<DataError, T> value) =>
        value.Match(Right: right => right, Left: error => throw new InvalidOperationException(error.Message));

    public static DataError Refused<T>(Either<DataError, T> value) =>
        value.Match(Right: _ => throw new InvalidOperationException("Nothing was refused."), Left: error => error);
}
