using System.Diagnostics;
using GmmVae.Domain.Distributions;
using GmmVae.Domain.Graphs;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Models;

/// <summary>What every model has: an encoder from observations to codes and a decoder back.</summary>
public abstract record ModelSpec
{
    private protected ModelSpec(
        int features, int latent, TrunkSpec encoder, TrunkSpec decoder, Likelihood likelihood, Initialization initialization,
            bool masksMissing) =>
        (Features, Latent, Encoder, Decoder, Likelihood, Initialization, MasksMissing) =
        (features, latent, encoder, decoder, likelihood, initialization, masksMissing);

    /// <summary>The name on the command line: <c>autoencoder</c>, <c>vae</c> or <c>gmm-vae</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>The loss terms that the model has, in the order in which they are reported.</summary>
    public Arr<LossTerm> Terms => this switch
    {
        AutoEncoderSpec => Array(LossTerm.Reconstruction),
        VariationalSpec => Array(LossTerm.Reconstruction, LossTerm.LatentPrior),
        GaussianMixtureSpec => Array(LossTerm.Reconstruction, LossTerm.ConditionalPrior, LossTerm.StylePrior, LossTerm.ClusterPrior),
        PlainMixtureSpec => Array(LossTerm.Reconstruction, LossTerm.ClusterPrior),
        _ => throw new UnreachableException(),
    };

    /// <summary>The number of features of an observation.</summary>
    public int Features { get; }

    /// <summary>The number of dimensions of the code.</summary>
    public int Latent { get; }

    /// <summary>Hidden layers from observation to code.</summary>
    public TrunkSpec Encoder { get; }

    /// <summary>Hidden layers from code to observation.</summary>
    public TrunkSpec Decoder { get; }

    /// <summary>p(y|x).</summary>
    public Likelihood Likelihood { get; }

    /// <summary>How weights start.</summary>
    public Initialization Initialization { get; }

    /// <summary>Whether rows may lack values (NaN), which the encoder then reads as 0 and the likelihood leaves out; see
    /// <see cref="Observations"/>.</summary>
    public bool MasksMissing { get; }

    /// <summary>Data [rows, features] as the model reads them: NaN is a missing value where <see cref="MasksMissing"/> says so.</summary>
    public Observations Observe(Sym data) => MasksMissing ? Observations.Masked(data) : Observations.Whole(data);

    /// <summary>Layers of either kind.</summary>
    private protected static Validation<SpecError, TrunkSpec> Trunk<T>(Validation<SpecError, T> layers)
        where T : TrunkSpec => layers.Map(spec => (TrunkSpec)spec);

    /// <summary>The rules common to all models, and <paramref name="more"/>.</summary>
    private protected static Validation<SpecError, Unit> CommonRules(
        int features,
        int latent,
        Validation<SpecError, TrunkSpec> encoder,
        Validation<SpecError, TrunkSpec> decoder,
        Validation<SpecError, Likelihood> likelihood,
        params Option<SpecError>[] more) =>
        SpecRules.All(
        [
            SpecRules.Within(Setting.Data, features, 1, SpecRules.MostFeatures),
            SpecRules.Within(Setting.Latent, latent, 1, 65536),
            encoder.Match(layers => SpecRules.OfFeatures(Setting.Convolutions, layers, features), _ => None),
            decoder.Match(layers => SpecRules.OfFeatures(Setting.DecoderConvolutions, layers, features), _ => None),
            likelihood.Match(SpecRules.Variance, _ => None),
            .. more,
        ]);
}

/// <summary>A model with clusters: of the family of Gaussian mixtures.</summary>
public abstract record ClusteringSpec : ModelSpec
{
    private protected ClusteringSpec(
        int features, int latent, TrunkSpec encoder, TrunkSpec decoder, Likelihood likelihood, Initialization initialization,
            bool masksMissing, ClusterPrior clusterPrior)
        : base(features, latent, encoder, decoder, likelihood, initialization, masksMissing) => ClusterPrior = clusterPrior;

    /// <inheritdoc/>
    public override string Kind => "gmm-vae";

    /// <summary>p(z) and its threshold.</summary>
    public ClusterPrior ClusterPrior { get; }

    /// <summary>The number of clusters K.</summary>
    public int Clusters => ClusterPrior.Clusters;

    /// <summary>The number of dimensions of the noise w that shapes a cluster's inside; 0 where there is none.</summary>
    public virtual int Style => 0;

    /// <summary>Whether π is learned, so that <see cref="ClusterPrior"/> only says where it starts.</summary>
    public abstract bool LearnsShares { get; }
}

/// <summary>The models.</summary>
public enum ModelKind
{
    /// <summary>A plain autoencoder.</summary>
    AutoEncoder,

    /// <summary>A variational autoencoder.</summary>
    Variational,

    /// <summary>A Gaussian-mixture variational autoencoder.</summary>
    GaussianMixture,
}

/// <summary>A trained parameter or a running statistic of a model.</summary>
/// <param name="Name">Its name, unique in the model (<c>encoder.0.weight</c>).</param>
/// <param name="Role"><see cref="InputRole.Parameter"/> or <see cref="InputRole.State"/>.</param>
/// <param name="Shape">Its shape, without a batch axis.</param>
/// <param name="Initializer">How it starts.</param>
public sealed record ParameterSpec(string Name, InputRole Role, Shape Shape, Initializer Initializer);

/// <summary>The distribution that the elements of one parameter start from.</summary>
public abstract record Initializer
{
    private protected Initializer()
    {
    }

    /// <summary>Every element the same.</summary>
    public sealed record Fill(double Value) : Initializer;

    /// <summary>Uniform on [−<paramref name="Bound"/>, <paramref name="Bound"/>].</summary>
    public sealed record Uniform(double Bound) : Initializer;

    /// <summary>Normal with mean 0.</summary>
    public sealed record Normal(double StandardDeviation) : Initializer;
}

/// <summary>How the weights of linear layers start. Biases of the first scheme are drawn too, those of the others are 0.</summary>
public enum Initialization
{
    /// <summary>Uniform on ±1/√inputs, weights and biases: PyTorch's default for linear layers.</summary>
    UniformFanIn,

    /// <summary>Uniform on ±√(6 / (inputs + outputs)) (Glorot and Bengio 2010).</summary>
    GlorotUniform,

    /// <summary>Normal with variance 2 / inputs (He et al. 2015).</summary>
    HeNormal,
}

/// <summary>The parts of the negative evidence lower bound.</summary>
public enum LossTerm
{
    /// <summary>−E ln p(y|x).</summary>
    Reconstruction,

    /// <summary>KL(q(x|y) ‖ N(0, I)), of the variational autoencoder.</summary>
    LatentPrior,

    /// <summary>E Σ_k r_k KL(q(x|y) ‖ p(x|w, z=k)), of the Gaussian-mixture model.</summary>
    ConditionalPrior,

    /// <summary>KL(q(w|y) ‖ N(0, I)), of the Gaussian-mixture model.</summary>
    StylePrior,

    /// <summary>KL(r ‖ π) before the threshold, of the Gaussian-mixture model.</summary>
    ClusterPrior,
}

/// <summary>The names of the loss terms in files, and in words.</summary>
public static class LossTerms
{
    /// <summary>The name in graphs and run files: <c>conditionalPrior</c>.</summary>
    public static string Name(this LossTerm term) => term switch
    {
        LossTerm.Reconstruction => "reconstruction",
        LossTerm.LatentPrior => "latentPrior",
        LossTerm.ConditionalPrior => "conditionalPrior",
        LossTerm.StylePrior => "stylePrior",
        LossTerm.ClusterPrior => "clusterPrior",
        _ => throw new UnreachableException(),
    };

    /// <summary>The name in messages: <c>conditional prior</c>.</summary>
    public static string Words(this LossTerm term) =>
        string.Concat(term.ToString().Select((letter, i) => char.IsUpper(letter) && i > 0 ? $" {char.ToLowerInvariant(letter)}"
            : char.ToLowerInvariant(letter).ToString()));
}
