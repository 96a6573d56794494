using GmmVae.Domain.Clustering;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Training;

/// <summary>Sensible options for a kind of data, by name.</summary>
public static class Presets
{
    /// <summary>The names that <see cref="Find"/> knows.</summary>
    public static Arr<string> Names { get; } = Array(Auto, "clustering", "mixture", "report", "paper");

    /// <summary>The preset that takes what is best for the data.</summary>
    public const string Auto = "auto";

    /// <summary>The options of a preset, or why there are none.</summary>
    public static Validation<SpecError, RunOptions> Find(string name, ModelKind model, DataTraits data) => (name, model) switch
    {
        (Auto, ModelKind.GaussianMixture) => Success<SpecError, RunOptions>(Best(data)),
        ("mixture", ModelKind.GaussianMixture) => Success<SpecError, RunOptions>(Clustering(data) with { Rungs = Rungs.Mixtures }),
        (Auto or "report", _) => Success<SpecError, RunOptions>(Report(model, data)),
        ("paper", _) => Success<SpecError, RunOptions>(Paper(model, data)),
        ("clustering", ModelKind.GaussianMixture) => Success<SpecError, RunOptions>(Clustering(data)),
        ("clustering" or "mixture", _) => Fail<SpecError, RunOptions>(new SpecError(
            Setting.Preset, $"{name} is for the clusters of gmm-vae, and this model has none; use report, or {Setting.Model} gmm-vae")),
        _ => Fail<SpecError, RunOptions>(Unknown(name)),
    };

    /// <summary>That there is no preset of a name.</summary>
    public static SpecError Unknown(string name) => new(Setting.Preset, $"there is no preset '{name}'; use {string.Join(" or ", Names)}");

    /// <summary>
    /// Clusters by the network where an augmentation is known to keep them, of pictures and signals; of other rows by what the ladder of
    /// Gaussian mixtures and the network comes to (<see cref="MixtureLadder"/>).
    /// </summary>
    private static RunOptions Best(DataTraits data) =>
        Clustering(data) with { Rungs = data.Image is not null || data.IsSignal || data.InUnitInterval ? Rungs.Network : Rungs.All };

    /// <summary>
    /// The Gaussian-mixture model with a cluster head, trained for clusters: in two phases, with augmentations of pictures,
    /// signals, numbers or other vectors.
    /// </summary>
    public static RunOptions Clustering(DataTraits data) => SmallDataPreset.Adapt(
        data switch
        {
            { Image: { } image } => ClusteredImages(Math.Min(image.Height, image.Width)) with
            {
                Likelihood = data.InUnitInterval ? LikelihoodKind.Bernoulli : LikelihoodKind.Gaussian,
            },
            { IsSignal: true } => ClusteredSignals,
            { Features: 1 } => ClusteredNumbers,
            { InUnitInterval: true } => ClusteredVectors with { Likelihood = LikelihoodKind.Bernoulli },
            _ => ClusteredVectors,
        },
        data);

    private static RunOptions ClusteredImages(int side) => Images with
    {
        Clustering = AugmentationPresets.Images(new ClusteringOptions(), side),
        Convolutions = ConvolutionsFor(side),
        Hidden = Array(256),
        DecoderHidden = Array(500, 500),
        Responsibilities = ResponsibilityKind.EncoderHead,
        PriorHidden = Array(64),
        Latent = 32,
        Epochs = 10,
        LearningRate = 2e-3,
        Decay = LearningRateDecay.Cosine,
        WarmUpEpochs = 1,
    };

    /// <summary>Two convolutions that leave at least one pixel of a picture's shorter side, one of a smaller side, none of two
    /// pixels.</summary>
    private static Arr<ConvolutionLayer> ConvolutionsFor(int side) => side switch
    {
        >= 13 => Array(new ConvolutionLayer(16, 5, 2), new ConvolutionLayer(32, 5, 2)),
        >= 5 => Array(new ConvolutionLayer(16, 3), new ConvolutionLayer(32, 3, 2)),
        >= 3 => Array(new ConvolutionLayer(16, 3)),
        _ => Arr<ConvolutionLayer>.Empty,
    };

    private static RunOptions ClusteredSignals => Vectors with
    {
        Responsibilities = ResponsibilityKind.EncoderHead,
        Epochs = 17,
        Clustering = AugmentationPresets.Signals(ClusteredRows),
    };

    /// <summary>On one axis boundaries move little for each step: larger steps, and no teacher that lags behind.</summary>
    private static RunOptions ClusteredNumbers => Numbers with
    {
        Responsibilities = ResponsibilityKind.EncoderHead,
        Epochs = 17,
        LearningRate = 3e-3,
        Clustering = new ClusteringOptions
        {
            StartEpochs = 24,
            StartAugmentation = new AugmentationOptions.Vector(Noise: 0.02, Dropout: 0),
            StrongAugmentation = new AugmentationOptions.Vector(Noise: 0.02, Dropout: 0),
            Weight = 10,
            Teacher = new TeacherSpec.Self(1),
            Clean = 0,
            Agreement = 5,
        },
    };

    private static RunOptions ClusteredVectors => ClusteredSignals with
    {
        Clustering = AugmentationPresets.Vectors(ClusteredRows),
    };

    private static ClusteringOptions ClusteredRows => new() { StartEpochs = 16, Weight = 50 };

    /// <summary>
    /// The model of the report (arXiv:1611.02648 with the authors' networks and batch normalisation in the encoder), sized
    /// for images in [0, 1], for one number a row, or for other vectors.
    /// </summary>
    public static RunOptions Report(ModelKind model, DataTraits data) => SmallDataPreset.Adapt(
        data switch
        {
            { InUnitInterval: true } => Images with { Model = model },
            { Features: 1 } => Numbers with { Model = model },
            _ => Vectors with { Model = model },
        },
        data);

    /// <summary>
    /// The networks and the training of arXiv:1611.02648 where the data are pictures of at least 14 x 14 pixels: three convolutions and
    /// their mirror images, a code of 200 and a style of 150 dimensions, batches of 50 and a step size of 1e-4, as its authors' program has
    /// them. Elsewhere <see cref="Report"/>.
    /// </summary>
    public static RunOptions Paper(ModelKind model, DataTraits data) =>
        data is { Image: { Height: >= 14, Width: >= 14 }, InUnitInterval: true }
            ? SmallDataPreset.Adapt(PaperImages with { Model = model }, data)
            : Report(model, data);

    private static RunOptions PaperImages => Images with
    {
        Convolutions = PaperConvolutions,
        DecoderConvolutions = PaperConvolutions,
        Hidden = Array(500),
        Latent = 200,
        Style = 150,
        Batch = 50,
        Epochs = 100,
        LearningRate = 1e-4,
    };

    private static Arr<ConvolutionLayer> PaperConvolutions { get; } =
        Array(new ConvolutionLayer(16, 6, 1), new ConvolutionLayer(32, 6, 1), new ConvolutionLayer(64, 4, 2));

    private static RunOptions Images { get; } = new()
    {
        Hidden = Array(500, 500),
        PriorHidden = Array(500),
        Latent = 128,
        Likelihood = LikelihoodKind.Bernoulli,
        Batch = 256,
        Epochs = 20,
        LearningRate = 1e-3,
    };

    private static RunOptions Vectors { get; } = new()
    {
        Hidden = Array(256, 256),
        PriorHidden = Array(64),
        Latent = 10,
        Likelihood = LikelihoodKind.Gaussian,
        Batch = 128,
        Epochs = 25,
        LearningRate = 1e-3,
        Decay = LearningRateDecay.Cosine,
        WarmUpEpochs = 3,
    };

    private static RunOptions Numbers { get; } = Vectors with
    {
        Hidden = Array(64, 64),
        Latent = 2,
    };
}

/// <summary>What presets and specifications need to know about a data set.</summary>
/// <param name="Rows">Observations in the training split.</param>
/// <param name="Features">Features of an observation.</param>
/// <param name="InUnitInterval">Whether every value lies in [0, 1], as a Bernoulli likelihood needs.</param>
/// <param name="Image">How an observation forms a picture, where it does.</param>
/// <param name="IsSignal">Whether an observation's features follow one another in time.</param>
public readonly record struct DataTraits(int Rows, int Features, bool InUnitInterval, ImageShape? Image = null, bool IsSignal = false);

/// <summary>
/// Adapts a preset to few rows: clusters need some hundreds of steps to come apart, and the presets' epochs are counted
/// on data sets of thousands of rows.
/// </summary>
internal static class SmallDataPreset
{
    private const int LeastSteps = 1000;
    private const int LeastStepsAfterStart = 750;
    private const int LeastStepsOfStart = 350;
    private const int LeastStepsOfCandidates = 1000;
    private const int SmallBatch = 32;
    private const int BatchesPerEpoch = 10;

    /// <summary>The preset with a batch of at most a tenth of the rows, though no less than 32, and with as many epochs as
    /// make a thousand steps; of a clustering preset, 1000 to find candidates, 350 to find the clusters and 750 to learn the model. Large
    /// data sets leave the preset as it is. A single row has no variance to normalise a batch by.</summary>
    public static RunOptions Adapt(RunOptions preset, DataTraits data)
    {
        var batch = Math.Min(preset.Batch, Math.Max(SmallBatch, data.Rows / BatchesPerEpoch));
        var stepsPerEpoch = Math.Max(1, data.Rows / batch);
        return preset with
        {
            Batch = batch,
            BatchNorm = preset.BatchNorm && data.Rows > 1,
            Epochs = Math.Max(preset.Epochs, EpochsOf(preset.Clustering.IsSome ? LeastStepsAfterStart : LeastSteps)),
            Clustering = preset.Clustering.Map(start => start with
            {
                CandidateEpochs = Math.Max(start.CandidateEpochs, EpochsOf(LeastStepsOfCandidates)),
                StartEpochs = Math.Max(start.StartEpochs, EpochsOf(LeastStepsOfStart)),
            }),
        };

        int EpochsOf(int steps) => (steps + stepsPerEpoch - 1) / stepsPerEpoch;
    }
}
