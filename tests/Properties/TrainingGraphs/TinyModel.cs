using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

/// <summary>A model of a few units with numbers for all its inputs, a function of the seed and an input's name.</summary>
/// <param name="Kind">The model.</param>
/// <param name="BatchNorm">Whether the encoder is batch-normalised.</param>
/// <param name="Activation">The hidden layers' nonlinearity.</param>
/// <param name="Responsibilities">Of the Gaussian-mixture model.</param>
/// <param name="Samples">Monte-Carlo samples, of the models that have them.</param>
/// <param name="Likelihood">p(y|x).</param>
/// <param name="Scope">What the threshold is compared with.</param>
/// <param name="Threshold">τ.</param>
/// <param name="Batch">The number of observations.</param>
/// <param name="Seed">What the numbers are drawn from.</param>
public sealed record TinyModel(
    ModelKind Kind,
    bool BatchNorm,
    Activation Activation,
    ResponsibilityKind Responsibilities,
    int Samples,
    LikelihoodKind Likelihood,
    ThresholdScope Scope,
    double Threshold,
    int Batch,
    int Seed)
{
    public const int Features = 3;
    public const int Latent = 2;
    public const int Style = 2;
    public const int Clusters = 3;
    public const int Candidates = 5;

    /// <summary>Whether encoder and decoder have a convolution each, on images of one line.</summary>
    public bool Convolutional { get; init; }

    /// <summary>The rows of a block, where its training visits them block by block.</summary>
    public int? ShuffleBlock { get; init; }

    /// <summary>Whether a cluster head, where there is one, has more outputs than there are clusters.</summary>
    public bool HasCandidates { get; init; }

    /// <summary>Whether the model masks missing values; some of its data are missing then.</summary>
    public bool MasksMissing { get; init; }

    /// <summary>Every model, batch-normalised or not, with convolutions or not, responsibilities of both kinds, one sample or two, every
    /// likelihood, missing values or none.</summary>
    public static Arbitrary<TinyModel> Cases { get; } = Arb.From(
        from kind in Gen.Elements(ModelKind.AutoEncoder, ModelKind.Variational, ModelKind.GaussianMixture, ModelKind.GaussianMixture)
        from batchNorm in Gen.Elements(false, true)
        from activation in Gen.Elements(Enum.GetValues<Activation>())
        from responsibilities in Gen.Elements(Enum.GetValues<ResponsibilityKind>())
        from samples in Gen.Choose(1, 2)
        from likelihood in Gen.Elements(Enum.GetValues<LikelihoodKind>())
        from scope in Gen.Elements(Enum.GetValues<ThresholdScope>())
        from threshold in Gen.Elements(0, 0.3, 5)
        from batch in Gen.Choose(2, 4)
        from seed in Generators.Seed
        from convolutional in Gen.Elements(false, true)
        from candidates in Gen.Elements(false, true)
        from masks in Gen.Elements(false, true)
        select new TinyModel(kind, batchNorm, activation, responsibilities, samples, likelihood, scope, threshold, batch, seed)
        {
            Convolutional = convolutional,
            HasCandidates = candidates,
            MasksMissing = masks,
        },
        Shrink);

    public static Arbitrary<TinyModel> Mixtures { get; } = Arb.From(
        Cases.Generator.Select(tiny => tiny with { Kind = ModelKind.GaussianMixture }), Shrink);

    public ModelSpec Spec
    {
        get
        {
            var encoder = Layers(4, BatchNorm);
            var decoder = Layers(3, batchNorm: false);
            var prior = NetworkSpec.Create(Array(2), Activation.Tanh, batchNorm: false);
            var likelihood = Success<SpecError, Likelihood>(LikelihoodSpec);
            var outputs = HasCandidates && Responsibilities == ResponsibilityKind.EncoderHead ? Candidates : (int?)null;
            return Kind switch
            {
                ModelKind.AutoEncoder => AutoEncoderSpec.Create(Features, Latent, encoder, decoder, likelihood,
                    masksMissing: MasksMissing).Valid(),
                ModelKind.Variational => VariationalSpec.Create(Features, Latent, encoder, decoder, likelihood, Samples,
                    masksMissing: MasksMissing).Valid(),
                ModelKind.GaussianMixture => GaussianMixtureSpec.Create(
                    Features, Latent, Style, encoder, decoder, prior, likelihood,
                    outputs is null ? ClusterPrior.Create(Array(0.5, 0.3, 0.2), Threshold, Scope)
                        : ClusterPrior.Uniform(Clusters, Threshold, Scope),
                    Responsibilities, Samples, priorGain: 0.5, candidates: outputs, masksMissing: MasksMissing).Valid(),
                _ => throw new UnreachableException(),
            };
        }
    }

    /// <summary>Numbers for every input of a graph of this model, rounded to single precision.</summary>
    public Dictionary<string, Tensor> Inputs(Graph graph) =>
        graph.Inputs.ToDictionary(input => input.Name, input => Of(input, Batch));

    /// <summary>Numbers for one input, with <paramref name="rows"/> observations.</summary>
    public Tensor Of(Op.Input input, int rows)
    {
        var dimensions = input.Shape.Bind(rows);
        var values = new double[dimensions.Aggregate(1, (size, length) => size * length)];
        var key = RandomKey.FromSeed((ulong)Seed).Fold(input.Name);
        var (low, high) = Range(input);
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(input.Role == InputRole.Noise ? key.Normal((ulong)i) : low + ((high - low) * key.Uniform((ulong)i)));
        return input.Name switch
        {
            GraphNames.Data or GraphNames.WeakView when MasksMissing =>
                Tensor.Of(dimensions, [.. values.Select((value, i) => IsMissing(input.Name, i) ? double.NaN : value)]),
            ClusterHead.Members => Tensor.Of(dimensions, [.. values.Select((_, i) => i / Clusters % Clusters == i % Clusters ? 1.0 : 0.0)]),
            ClusterHead.Shares => Tensor.Of(dimensions, [0.5, 0.3, 0.2]),
            _ => Tensor.Of(dimensions, values),
        };
    }

    /// <summary>Whether an element of an input is missing: a quarter are, where the model masks them, but never the first.</summary>
    public bool IsMissing(string input, int element) =>
        MasksMissing && element > 0 && RandomKey.FromSeed((ulong)Seed).Fold("missing").Fold(input).Uniform((ulong)element) < 0.25;

    /// <summary>The same kind of model with one thing less.</summary>
    private static IEnumerable<TinyModel> Shrink(TinyModel tiny) => new[]
    {
        tiny with { BatchNorm = false }, tiny with { Convolutional = false }, tiny with { HasCandidates = false },
        tiny with { MasksMissing = false }, tiny with { Samples = 1 }, tiny with { Batch = 2 }, tiny with { Threshold = 0 },
        tiny with { Seed = tiny.Seed / 2 },
    }.Where(simpler => simpler != tiny);

    private Validation<SpecError, TrunkSpec> Layers(int width, bool batchNorm) => Convolutional
        ? ConvolutionalSpec.Create(new ImageShape(1, Features), Array(new ConvolutionLayer(2, 2, 2, 1)), Array(width), Activation,
            batchNorm).Map(spec => (TrunkSpec)spec)
        : NetworkSpec.Create(Array(width), Activation, batchNorm).Map(spec => (TrunkSpec)spec);

    private Likelihood LikelihoodSpec => Likelihood switch
    {
        LikelihoodKind.Bernoulli => new Likelihood.Bernoulli(),
        LikelihoodKind.GaussianFixed => new Likelihood.Gaussian(GaussianVariance.Fixed, 0.7),
        LikelihoodKind.Gaussian => new Likelihood.Gaussian(GaussianVariance.Shared, 0.7),
        LikelihoodKind.GaussianPerFeature => new Likelihood.Gaussian(GaussianVariance.PerFeature, 0.7),
        _ => throw new UnreachableException(),
    };

    private (double Low, double High) Range(Op.Input input) => input switch
    {
        { Role: InputRole.Data } => Likelihood == LikelihoodKind.Bernoulli ? (0, 1) : (-1.5, 1.5),
        { Name: AdamUpdate.LearningRate } => (0.001, 0.02),
        { Name: AdamUpdate.FirstCorrection } => (1, 5),
        { Name: AdamUpdate.SecondCorrection } => (1, 50),
        { Role: InputRole.Scalar } => (0.5, 1.5),
        { Name: "decoder.logvariance" } => (-0.05, 0.05),
        { Role: InputRole.Parameter } => (-0.9, 0.9),
        { Role: InputRole.State } when input.Name.EndsWith(".first", StringComparison.Ordinal) => (-0.1, 0.1),
        { Role: InputRole.State } when input.Name.EndsWith(".second", StringComparison.Ordinal) => (0.01, 0.1),
        { Role: InputRole.State } when input.Name.EndsWith(".variance", StringComparison.Ordinal) => (0.5, 1.5),
        _ => (-0.5, 0.5),
    };
}
