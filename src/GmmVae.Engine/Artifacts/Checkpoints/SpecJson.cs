using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using GmmVae.Engine.Data;
using GmmVae.Engine.Files;
using LanguageExt;
using static GmmVae.Engine.Files.JsonCodecs;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Artifacts.Checkpoints;

/// <summary>
/// Specifications and preprocessing as JSON, names in camel case. Numbers have as many digits as give back the same
/// bits, so reading what was written gives an equal value.
/// </summary>
/// <remarks>
/// Every field is written, <c>null</c> where there is no value, but those that files of earlier versions lack (here with what they
/// then mean); dense layers are those without the fields of convolutions. Reading refuses unknown and missing fields and checks
/// values with the specification's own rules.
/// </remarks>
internal static partial class SpecJson
{
    /// <summary>A model.</summary>
    public static JsonObject Write(ModelSpec model) => Written(Model, model);

    /// <summary>A training.</summary>
    public static JsonObject Write(TrainingSpec training) => Written(Training, training);

    /// <summary>A preprocessing.</summary>
    public static JsonObject Write(Preprocessing preprocessing) => Written(Preprocessings, preprocessing);

    /// <summary>An augmentation.</summary>
    public static JsonObject Write(AugmentationSpec augmentation) => Written(Augmentation, augmentation);

    /// <summary>A picture's height, width and channels.</summary>
    public static JsonObject Write(ImageShape image) => Written(Image, image);

    /// <summary>The model that <see cref="Write(ModelSpec)"/> wrote.</summary>
    /// <param name="node">The JSON; null counts as JSON's null and is refused.</param>
    /// <param name="path">The file it comes from, for errors; fields are named from <c>model</c> on.</param>
    public static Either<DataError, ModelSpec> ReadModel(JsonNode? node, string path) => Model.Read(node, new(path, "model"));

    /// <summary>The training that <see cref="Write(TrainingSpec)"/> wrote.</summary>
    /// <param name="node">The JSON; null counts as JSON's null and is refused.</param>
    /// <param name="path">The file it comes from, for errors; fields are named from <c>training</c> on.</param>
    public static Either<DataError, TrainingSpec> ReadTraining(JsonNode? node, string path) => Training.Read(node, new(path, "training"));

    /// <summary>The preprocessing that <see cref="Write(Preprocessing)"/> wrote.</summary>
    /// <param name="node">The JSON; null counts as JSON's null and is refused.</param>
    /// <param name="path">The file it comes from, for errors; fields are named from <c>preprocessing</c> on.</param>
    public static Either<DataError, Preprocessing> ReadPreprocessing(JsonNode? node, string path) =>
        Preprocessings.Read(node, new(path, "preprocessing"));

    /// <summary>The augmentation that <see cref="Write(AugmentationSpec)"/> wrote.</summary>
    /// <param name="node">The JSON; null counts as JSON's null and is refused.</param>
    /// <param name="path">The file it comes from, for errors.</param>
    /// <param name="place">Its way from the root, for errors.</param>
    public static Either<DataError, AugmentationSpec> ReadAugmentation(JsonNode? node, string path, string place = "augmentation") =>
        Augmentation.Read(node, new(path, place));

    /// <summary>A picture's height, width and channels, each at least 1.</summary>
    internal static JsonCodec<ImageShape> Image => Record<ImageShape>(json =>
    {
        var height = json.Field("height", image => image.Height, Least(Integer, () => 1));
        var width = json.Field("width", image => image.Width, Least(Integer, () => 1));
        var channels = json.Field("channels", image => image.Channels, Least(Integer, () => 1));
        json.Return(() => new(height, width, channels));
    });

    internal static JsonCodec<Preprocessing> Preprocessings => Union(
        JsonCase.Of<Preprocessing, Preprocessing.None>("none", json => json.Return(() => new())),
        JsonCase.Of<Preprocessing, Preprocessing.ByteScaling>("byteScaling", json => json.Return(() => new())),
        JsonCase.Of<Preprocessing, Preprocessing.Standardisation>("standardisation", json =>
        {
            var offset = json.Field("offset", fitted => fitted.Offset, Many(Float).Where(
                values => values.IsEmpty ? "It must have a number for each feature." : null));
            var scale = json.Field("scale", fitted => fitted.Scale, Many(Float).Where(
                values => values.Count == offset.Value.Count && values.ForAll(value => value > 0)
                    ? null
                    : "It must have a number above 0 for each offset."));
            var origin = json.Field("origin", fitted => fitted.Origin, Many(Real).Where(
                values => values.Count == offset.Value.Count ? null : "It must have a number for each offset."), absent: Arr<double>.Empty);
            json.Return(() => new(offset, scale) { Origin = origin });
        }));

    internal static JsonCodec<ModelSpec> Model => Union(
        JsonCase.Of<ModelSpec, AutoEncoderSpec>("autoencoder", json =>
        {
            var common = new CommonFields<AutoEncoderSpec>(json);
            json.Check(() => AutoEncoderSpec.Create<TrunkSpec, TrunkSpec>(
                common.Features, common.Latent, common.Encoder.Value, common.Decoder.Value, common.Likelihood.Value, common.Initialization,
                common.MasksMissing));
        }),
        JsonCase.Of<ModelSpec, VariationalSpec>("vae", json =>
        {
            var common = new CommonFields<VariationalSpec>(json);
            var samples = json.Field("samples", model => model.Samples, Integer);
            var bounds = json.Field("posteriorBounds", model => model.PosteriorBounds, Bounds);
            json.Check(() => VariationalSpec.Create<TrunkSpec, TrunkSpec>(
                common.Features, common.Latent, common.Encoder.Value, common.Decoder.Value, common.Likelihood.Value, samples, bounds,
                common.Initialization, common.MasksMissing));
        }),
        JsonCase.Of<ModelSpec, GaussianMixtureSpec>("gmm-vae", json =>
        {
            var common = new CommonFields<GaussianMixtureSpec>(json);
            var style = json.Field("style", model => model.Style, Integer);
            var network = json.Field("priorNetwork", model => model.PriorNetwork, Dense(Setting.PriorHidden));
            var prior = json.Field("clusterPrior", model => model.ClusterPrior, Prior);
            var responsibilities = json.Field("responsibilities", model => model.Responsibilities, Named<ResponsibilityKind>());
            var samples = json.Field("samples", model => model.Samples, Integer);
            var posterior = json.Field("posteriorBounds", model => model.PosteriorBounds, Bounds);
            var bounds = json.Field("priorBounds", model => model.PriorBounds, Bounds);
            var gain = json.Field("priorGain", model => model.PriorGain, Real);
            var candidates = json.Field(
                "candidates", model => model.HasCandidates ? Some(model.Candidates) : None, Perhaps(Integer), absent: None);
            json.Check(() => GaussianMixtureSpec.Create<TrunkSpec, TrunkSpec>(
                common.Features, common.Latent, style, common.Encoder.Value, common.Decoder.Value, network.Value, common.Likelihood.Value,
                prior.Value, responsibilities, samples, posterior, bounds, gain, common.Initialization, candidates.Value.ToNullable(),
                common.MasksMissing));
        }),
        JsonCase.Of<ModelSpec, PlainMixtureSpec>("gaussian-mixture", json =>
        {
            var features = json.Field("features", model => model.Features, Integer);
            var clusters = json.Field("clusters", model => model.Clusters, Integer);
            var covariance = json.Field("covariance", model => model.Covariance, Named<CovarianceKind>());
            json.Check(() => PlainMixtureSpec.Create(features, clusters, covariance));
        }));

    private static JsonCodec<LogVarianceBounds> Bounds => Record<LogVarianceBounds>(json =>
    {
        var (low, high) = (json.Field("low", bounds => bounds.Low, Real), json.Field("high", bounds => bounds.High, Real));
        json.Return(() => new(low, high));
    });

    private static JsonCodec<ClusterPrior> Prior => Record<ClusterPrior>(json =>
    {
        var weights = json.Field("weights", prior => prior.Weights, Many(Real));
        var threshold = json.Field("threshold", prior => prior.Threshold, Real);
        var scope = json.Field("scope", prior => prior.Scope, Named<ThresholdScope>());
        json.Check(() => ClusterPrior.Create(weights, threshold, scope));
    });

    private static JsonCodec<Likelihood> Likelihoods => Union(
        JsonCase.Of<Likelihood, Likelihood.Bernoulli>("bernoulli", json => json.Return(() => new())),
        JsonCase.Of<Likelihood, Likelihood.Gaussian>("gaussian", json =>
        {
            var variance = json.Field("variance", gaussian => gaussian.Variance, Named<GaussianVariance>());
            var initial = json.Field("initialVariance", gaussian => gaussian.InitialVariance, Real);
            json.Check(() => SpecRules.Validate(
                () => new Likelihood.Gaussian(variance, initial), SpecRules.Positive(Setting.Variance, initial)));
        }));

    /// <summary>Convolutions and the dense layers after them, or dense layers alone; errors name the two options.</summary>
    private static JsonCodec<TrunkSpec> Trunk(Setting setting, Setting hiddenSetting)
    {
        var (convolutional, dense) = (Convolutional(setting, hiddenSetting), Dense(hiddenSetting));
        return new(
            trunk => trunk is ConvolutionalSpec layers ? convolutional.Write(layers) : dense.Write((NetworkSpec)trunk),
            (node, place) => Has(node, "image") || Has(node, "layers")
                ? convolutional.Read(node, place).Map(layers => (TrunkSpec)layers)
                : dense.Read(node, place).Map(layers => (TrunkSpec)layers));
    }

    private static JsonCodec<ConvolutionalSpec> Convolutional(Setting setting, Setting hiddenSetting) => Record<ConvolutionalSpec>(json =>
    {
        var image = json.Field("image", layers => layers.Image, Image);
        var layers = json.Field("layers", layers => layers.Layers, Layers);
        var (widths, activation, batchNorm) = Widths(json);
        json.Check(() => ConvolutionalSpec.Create(image, layers, widths, activation, batchNorm, setting, hiddenSetting));
    });

    private static JsonCodec<NetworkSpec> Dense(Setting setting) => Record<NetworkSpec>(json =>
    {
        var (widths, activation, batchNorm) = Widths(json);
        json.Check(() => NetworkSpec.Create(widths, activation, batchNorm, setting));
    });

    private static (JsonSlot<Arr<int>> Widths, JsonSlot<Activation> Activation, JsonSlot<bool> BatchNorm) Widths<T>(JsonRecord<T> json)
        where T : TrunkSpec => (
        json.Field("widths", layers => layers.Widths, Many(Integer)),
        json.Field("activation", layers => layers.Activation, Named<Activation>()),
        json.Field("batchNorm", layers => layers.BatchNorm, Truth));

    private static JsonCodec<Arr<ConvolutionLayer>> Layers => new(
        layers => string.Join(",", layers),
        (node, place) => Text.Read(node, place).Bind(text =>
            text.Split(',').Select(ConvolutionLayer.Parse).ToArray() is var layers && layers.Contains(null)
                ? place.Invalid($"'{text}' is not a list of convolutions such as 16x5/2,32x5/2.")
                : Right<DataError, Arr<ConvolutionLayer>>(toArray(layers.OfType<ConvolutionLayer>()))));

    /// <summary>The numbers that are not below a least one.</summary>
    internal static JsonCodec<T> Least<T>(JsonCodec<T> numbers, Func<T> low)
        where T : System.Numerics.INumber<T> =>
        numbers.Where(value => value >= low() ? null : FormattableString.Invariant($"It must be at least {low()}, is {value}."));

    private static JsonObject Written<T>(JsonCodec<T> codec, T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return codec.Write(value)!.AsObject();
    }

    /// <summary>What all models have.</summary>
    private sealed class CommonFields<T>(JsonRecord<T> json)
        where T : ModelSpec
    {
        public JsonSlot<int> Features { get; } = json.Field("features", model => model.Features, Integer);

        public JsonSlot<int> Latent { get; } = json.Field("latent", model => model.Latent, Integer);

        public JsonSlot<TrunkSpec> Encoder { get; } = json.Field(
            "encoder", model => model.Encoder, Trunk(Setting.Convolutions, Setting.Hidden));

        public JsonSlot<TrunkSpec> Decoder { get; } = json.Field(
            "decoder", model => model.Decoder, Trunk(Setting.DecoderConvolutions, Setting.DecoderHidden));

        public JsonSlot<Likelihood> Likelihood { get; } = json.Field("likelihood", model => model.Likelihood, Likelihoods);

        public JsonSlot<Initialization> Initialization { get; } = json.Field(
            "initialization", model => model.Initialization, Named<Initialization>());

        public JsonSlot<bool> MasksMissing { get; } = json.Field("masksMissing", model => model.MasksMissing, Truth, absent: false);
    }
}
