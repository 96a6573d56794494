using System.Diagnostics;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain;

/// <summary>What every model has: an encoder from observations to codes and a decoder back.</summary>
public abstract record ModelSpec
{
    private protected ModelSpec(
        int features, int latent, TrunkSpec encoder, TrunkSpec decoder, Likelihood likelihood, Initialization initialization, bool masksMissing) =>
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

    /// <summary>Whether rows may lack values (NaN), which the encoder then reads as 0 and the likelihood leaves out; see <see cref="Observations"/>.</summary>
    public bool MasksMissing { get; }

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
            SpecRules.Within("--data", features, 1, SpecRules.MostFeatures),
            SpecRules.Within("--latent", latent, 1, 65536),
            encoder.Match(layers => SpecRules.OfFeatures("--convolutions", layers, features), _ => None),
            decoder.Match(layers => SpecRules.OfFeatures("--decoder-convolutions", layers, features), _ => None),
            likelihood.Match(SpecRules.Variance, _ => None),
            .. more,
        ]);
}
