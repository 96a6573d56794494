using System.Diagnostics;
using GmmVae.Domain.Models;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Training;

/// <summary>
/// A model and its training as a user writes them, not yet checked. Start from <see cref="Presets"/> and change what
/// differs with <c>with</c>.
/// </summary>
public sealed record RunOptions
{
    /// <summary>The model.</summary>
    public ModelKind Model { get; init; } = ModelKind.GaussianMixture;

    /// <summary>Hidden widths of the encoder; the decoder has them in reverse if it has none of its own.</summary>
    public Arr<int> Hidden { get; init; } = Array(500, 500);

    /// <summary>Hidden widths of the decoder, if not those of the encoder in reverse.</summary>
    public Option<Arr<int>> DecoderHidden { get; init; }

    /// <summary>Convolutions of the encoder before its hidden widths; none for a dense encoder.</summary>
    public Arr<ConvolutionLayer> Convolutions { get; init; } = Arr<ConvolutionLayer>.Empty;

    /// <summary>Transposed convolutions of the decoder after its hidden widths, as from the data's side; none for a dense
    /// decoder.</summary>
    public Arr<ConvolutionLayer> DecoderConvolutions { get; init; } = Arr<ConvolutionLayer>.Empty;

    /// <summary>Hidden widths of the network from style to components.</summary>
    public Arr<int> PriorHidden { get; init; } = Array(500);

    /// <summary>The gain of the components' layers, if not the balanced one
    /// (<see cref="GaussianMixtureSpec.BalancedPriorGain"/>).</summary>
    public Option<double> PriorGain { get; init; }

    /// <summary>Batch normalisation in the encoder.</summary>
    public bool BatchNorm { get; init; } = true;

    /// <summary>Dimensions of the code.</summary>
    public int Latent { get; init; } = 128;

    /// <summary>Dimensions of the style.</summary>
    public int Style { get; init; } = 2;

    /// <summary>The number of clusters K.</summary>
    public int Clusters { get; init; } = 10;

    /// <summary>
    /// Numbers of clusters of which the one with the most stable clusters is to be chosen (<see cref="ClusterCountTrial"/>); none
    /// where <see cref="Clusters"/> is the number.
    /// </summary>
    public Arr<int> ClusterCounts { get; init; } = Arr<int>.Empty;

    /// <summary>The models of the family of Gaussian mixtures among which one is chosen.</summary>
    public Rungs Rungs { get; init; }

    /// <summary>The shape of the covariances of a mixture, if it is not to be chosen.</summary>
    public Option<CovarianceKind> Covariance { get; init; }

    /// <summary>π, if it is not uniform.</summary>
    public Option<Arr<double>> ClusterWeights { get; init; }

    /// <summary>τ in nats, if not <see cref="ClusterPrior.DefaultThreshold"/> of the clusters, 0.651 ln K.</summary>
    public Option<double> Threshold { get; init; }

    /// <summary>What τ is compared with.</summary>
    public ThresholdScope ThresholdScope { get; init; }

    /// <summary>Whether the cluster prior is part of the objective at all.</summary>
    public bool ClusterPriorTerm { get; init; } = true;

    /// <summary>Bayes' rule or an encoder head.</summary>
    public ResponsibilityKind Responsibilities { get; init; }

    /// <summary>Monte-Carlo samples for each observation, M.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>The range of the posteriors' log-variances.</summary>
    public LogVarianceBounds PosteriorBounds { get; init; } = LogVarianceBounds.Posterior;

    /// <summary>The range of the components' log-variances.</summary>
    public LogVarianceBounds PriorBounds { get; init; } = LogVarianceBounds.Prior;

    /// <summary>p(y|x).</summary>
    public LikelihoodKind Likelihood { get; init; }

    /// <summary>The variance of a Gaussian likelihood, or where it starts.</summary>
    public double Variance { get; init; } = 1;

    /// <summary>Whether rows may lack values (NaN), which the encoder then reads as the mean and the likelihood leaves out.</summary>
    public bool MaskMissing { get; init; }

    /// <summary>How weights start.</summary>
    public Initialization Initialization { get; init; }

    /// <summary>The phases and augmentations that make clusters; without them the training minimises the bound from start to end.</summary>
    public Option<ClusteringOptions> Clustering { get; init; }

    /// <summary>The weight of the cross-entropy of the responsibilities for rows with a known class; 0 leaves labels unread.</summary>
    public double LabelWeight { get; init; }

    /// <summary>Passes over the training split; of the last phase where there are several.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>A limit on the number of steps, if any.</summary>
    public Option<int> Steps { get; init; }

    /// <summary>Epochs without a better objective on held-out training rows after which the last phase ends, if it may end early.</summary>
    public Option<int> Patience { get; init; }

    /// <summary>The share of the training rows held out for that, if not <see cref="EarlyStopping.UsualShare"/>.</summary>
    public Option<double> ValidationShare { get; init; }

    /// <summary>Observations a step.</summary>
    public int Batch { get; init; } = 256;

    /// <summary>Equal parts of a batch that its sums are made of: a power of two, and what ranks share.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>Rows of a block of the data, where an epoch visits them block by block: for files larger than memory
    /// (<see cref="TrainingSpec.ShuffleBlock"/>).</summary>
    public Option<int> ShuffleBlock { get; init; }

    /// <summary>Rows of the test split that are measured at most, evenly spread over it, if there is a limit.</summary>
    public Option<int> EvaluationRows { get; init; }

    /// <summary>The seed of all randomness.</summary>
    public ulong Seed { get; init; }

    /// <summary>The optimizer's step size.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>How the step size changes through the training.</summary>
    public LearningRateDecay Decay { get; init; }

    /// <summary>Epochs over which the weight of the prior terms grows from 0 to 1, in the last phase where there are several.</summary>
    public int WarmUpEpochs { get; init; }

    /// <summary>The decay of Adam's first moment.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The decay of Adam's second moment.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of Adam's second moment.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled weight decay.</summary>
    public double WeightDecay { get; init; }

    /// <summary>The norm that gradients are clipped to, if any.</summary>
    public Option<double> MaximumGradientNorm { get; init; }

    /// <summary>What was wrong already when these options were put together: <see cref="Check"/> tells it with the rest.</summary>
    public Arr<SpecError> Refused { get; init; } = Arr<SpecError>.Empty;

    /// <summary>The checked model and training with <see cref="Clusters"/> clusters, or every error at once.</summary>
    public Validation<SpecError, (ModelSpec Model, TrainingSpec Training)> Check(DataTraits data) =>
        (CheckModel(data), CheckTraining(data), SpecRules.All([.. Refused.Map(Some)])).Apply((model, training, _) => (model, training))
            .Bind(specs => SpecRules.Validate(
                () => specs,
                specs.training.IncompatibilityWith(specs.model),
                specs.training.IncompatibilityWith(data.Features, data.Image),
                specs.training.IncompatibilityWithRows(data.Rows)));

    /// <summary>The checked training of a model that there is already, or every error at once.</summary>
    public Validation<SpecError, TrainingSpec> CheckTraining(ModelSpec model, DataTraits data) =>
        CheckTraining(data).Bind(training => SpecRules.Validate(
        () => training,
        training.IncompatibilityWith(model),
        training.IncompatibilityWith(data.Features, data.Image),
        SpecRules.Suits(model.Likelihood, data.InUnitInterval)));

    private Validation<SpecError, TrainingSpec> CheckTraining(DataTraits data)
    {
        var stopping = Patience.Map(patience => new EarlyStopping(patience, ValidationShare.IfNone(EarlyStopping.UsualShare)));
        var rows = data.Rows - stopping.Match(early => early.ValidationRows(data.Rows), () => 0);
        var stepsPerEpoch = rows / Math.Clamp(Batch, 1, Math.Max(1, rows));
        var warmUpSteps = (int)Math.Min((long)WarmUpEpochs * stepsPerEpoch, int.MaxValue);
        Schedule priorWeight = warmUpSteps > 0 ? new Schedule.WarmUp(1, warmUpSteps) : new Schedule.Constant(1);
        var phases = Clustering.Match(
            options => ClusteringPhases.Build(options, Candidates.IsSome, Epochs, stepsPerEpoch, Rate, priorWeight, ClusterPriorTerm,
                LabelWeight),
            () => TrainingPhase.Bound(Epochs, Rate(Epochs), priorWeight, ClusterPriorTerm, LabelWeight).Map(phase => Array(phase)));
        var adam = AdamSpec.Create(Beta1, Beta2, Epsilon, WeightDecay, MaximumGradientNorm);
        var spec = TrainingSpec.Create(phases, Steps, Batch, Seed, adam, stopping, Shards, ShuffleBlock, EvaluationRows);
        var rules = SpecRules.All(
            LearningRate == 0 ? SpecRules.Positive(Setting.LearningRate, LearningRate) : None,
            SpecRules.Shrinkage(Setting.WeightDecay, LearningRate * WeightDecay),
            BatchNorm && rows == 1 && Batch > 1
                ? new SpecError(
                    Setting.Data, $"leaves one row to train on, and batch normalisation needs 2; give more rows, or {Setting.NoBatchNorm}")
                : BatchNorm && Batch == 1
                ? new SpecError(Setting.Batch, $"must be at least 2 with batch normalisation, is 1; give {Setting.NoBatchNorm}")
                : Option<SpecError>.None,
            Model == ModelKind.GaussianMixture ? SpecRules.ClustersOf(rows, Clusters) : None,
            ClusterWeights.Filter(weights => weights.Count != Clusters).Map(weights =>
                new SpecError(Setting.ClusterWeights, $"has {weights.Count} weights for {Clusters} clusters")),
            ValidationShare.IsSome && Patience.IsNone
                ? new SpecError(Setting.ValidationShare, $"holds out rows for {Setting.Patience}; give that too")
                : Option<SpecError>.None,
            SpecRules.Within(Setting.WarmUpEpochs, WarmUpEpochs, 0));
        return (spec, rules).Apply((training, _) => training);

        Schedule Rate(int epochs)
        {
            var steps = Math.Min((long)epochs * stepsPerEpoch, Steps.Match(limit => (long)limit, () => long.MaxValue));
            return Decay switch
            {
                LearningRateDecay.None => new Schedule.Constant(LearningRate),
                LearningRateDecay.Cosine => new Schedule.Cosine(LearningRate, 0),
                LearningRateDecay.Step => new Schedule.Step(LearningRate, 0.5, (int)Math.Clamp(steps / 5, 1, int.MaxValue)),
                _ => throw new UnreachableException(),
            };
        }
    }

    private Validation<SpecError, ModelSpec> CheckModel(DataTraits data)
    {
        var encoder = CheckTrunk(data, Convolutions, Setting.Convolutions, Hidden, Setting.Hidden, BatchNorm);
        // Mirrored widths are wrong only where the encoder's are, whose error stands for both.
        var mirrored = SpecRules.Widths(Setting.Hidden, Hidden).IsNone ? toArray(Hidden.Reverse()) : Arr<int>.Empty;
        var decoder = CheckTrunk(
            data, DecoderConvolutions, Setting.DecoderConvolutions, DecoderHidden.IfNone(mirrored), Setting.DecoderHidden, false);
        var likelihood = CheckLikelihood(data);
        var threshold = Threshold.IfNone(() => ClusterPrior.DefaultThreshold(Math.Max(1, Clusters)));
        return Model switch
        {
            ModelKind.AutoEncoder => AutoEncoderSpec
                .Create(data.Features, Latent, encoder, decoder, likelihood, Initialization, MaskMissing)
                .Map(spec => (ModelSpec)spec),
            ModelKind.Variational => VariationalSpec
                .Create(data.Features, Latent, encoder, decoder, likelihood, Samples, PosteriorBounds, Initialization, MaskMissing)
                .Map(spec => (ModelSpec)spec),
            ModelKind.GaussianMixture => GaussianMixtureSpec
                .Create(
                    data.Features,
                    Latent,
                    Style,
                    encoder,
                    decoder,
                    NetworkSpec.Create(PriorHidden, Activation.Tanh, batchNorm: false, Setting.PriorHidden),
                    likelihood,
                    ClusterWeights.Match(
                        weights => ClusterPrior.Create(weights, threshold, ThresholdScope),
                        () => ClusterPrior.Uniform(Clusters, threshold, ThresholdScope)),
                    Responsibilities,
                    Samples,
                    PosteriorBounds,
                    PriorBounds,
                    PriorGain.ToNullable(),
                    Initialization,
                    Candidates.ToNullable(),
                    MaskMissing)
                .Map(spec => (ModelSpec)spec),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>
    /// The outputs of the cluster head where they are more than clusters: given shares need none, and without augmentations nothing tells
    /// which belong together.
    /// </summary>
    private Option<int> Candidates => ClusterWeights.IsSome || Clusters < 1
        ? None
        : Clustering
            .Filter(options =>
                options.CandidatesPerCluster > 1 && options.Augmentation && options.StartAugmentation is not AugmentationOptions.None)
            .Map(options => Math.Min(options.CandidatesPerCluster, Math.Max(1, GaussianMixtureSpec.MostCandidates / Clusters)) * Clusters);

    private static Validation<SpecError, TrunkSpec> CheckTrunk(
        DataTraits data, Arr<ConvolutionLayer> convolutions, Setting setting, Arr<int> widths, Setting hiddenSetting, bool batchNorm) =>
        convolutions.IsEmpty
            ? NetworkSpec.Create(widths, Activation.Relu, batchNorm, hiddenSetting).Map(spec => (TrunkSpec)spec)
            : ConvolutionalSpec.Create(data.Image, convolutions, widths, Activation.Relu, batchNorm, setting, hiddenSetting)
                .Map(spec => (TrunkSpec)spec);

    private Validation<SpecError, Models.Likelihood> CheckLikelihood(DataTraits data)
    {
        Models.Likelihood likelihood = Likelihood switch
        {
            LikelihoodKind.Bernoulli => new Models.Likelihood.Bernoulli(),
            LikelihoodKind.GaussianFixed => new Models.Likelihood.Gaussian(GaussianVariance.Fixed, Variance),
            LikelihoodKind.Gaussian => new Models.Likelihood.Gaussian(GaussianVariance.Shared, Variance),
            LikelihoodKind.GaussianPerFeature => new Models.Likelihood.Gaussian(GaussianVariance.PerFeature, Variance),
            _ => throw new UnreachableException(),
        };
        return SpecRules.Validate(
            () => likelihood,
            SpecRules.Suits(likelihood, data.InUnitInterval),
            MaskMissing && (data.InUnitInterval || data.Image is not null)
                ? new SpecError(Setting.Missing, $"mask is for numbers: pictures and bytes have no missing values; leave it out")
                : Option<SpecError>.None,
            SpecRules.Positive(Setting.Variance, Variance));
    }
}
