using System.Diagnostics;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain;

/// <summary>A model applied to a batch: its loss terms and what it infers on the way.</summary>
/// <param name="Elbo">The loss terms, each [batch].</param>
/// <param name="Code">The mean code, [batch, latent].</param>
/// <param name="Clustering">What a clustering model infers besides.</param>
public sealed record ForwardPass(Elbo Elbo, Sym Code, Option<ClusterInference> Clustering)
{
    /// <summary>Builds the model over <paramref name="data"/> [batch, features]; noise becomes inputs.</summary>
    public static ForwardPass Build(NetworkBuilder network, ModelSpec spec, Observations data) => spec switch
    {
        AutoEncoderSpec autoEncoder => Of(network, autoEncoder, data),
        VariationalSpec variational => Of(network, variational, data),
        GaussianMixtureSpec mixture => OfViews(network, mixture, data, 1),
        _ => throw new UnreachableException(),
    };

    /// <summary>
    /// Builds a Gaussian-mixture model over several views of each observation, [batch·views, features] with views innermost.
    /// The terms and the code are those of the first view, the clean one.
    /// </summary>
    public static ForwardPass OfViews(NetworkBuilder network, GaussianMixtureSpec spec, Observations data, int views)
    {
        var samples = spec.Samples;
        var trunk = RecognitionNetwork.Trunk(network, spec.Encoder, data.Values);
        var code = RecognitionNetwork.Gaussian(network, "code", trunk, spec.Latent, spec.PosteriorBounds);
        var style = RecognitionNetwork.Gaussian(network, "style", trunk, spec.Style, spec.PosteriorBounds);
        var (cleanCode, cleanStyle) = (code.View(0, views), style.View(0, views));
        var codeSample = Sample(network, "code", GraphNames.CodeNoise, cleanCode, samples);
        var components = MixturePriorNetwork.Apply(network, spec, Sample(network, "style", GraphNames.StyleNoise, style, samples));
        var logPi = ClusterHead.LogPrior(network, spec);
        var candidates = spec.Responsibilities == ResponsibilityKind.EncoderHead ? Some(ClusterHead.LogCandidates(network, spec, trunk)) : None;
        var head = candidates.Map(all => ClusterHead.LogClusters(network, spec, all));
        var logR = network.Graph.Within("responsibilities", () => head.Match(
            logits => logits.View(0, views).RepeatRows(samples),
            () => Domain.Responsibilities.LogBayes(codeSample, components.View(0, views, samples), logPi)));
        var terms = Array(
            Reconstruction(network, spec, codeSample, data.View(0, views), samples),
            Term(network, LossTerm.ConditionalPrior, () =>
                (logR.Exp() * Divergences().View(0, views, samples)).Sum(-1).MeanOverSamples(samples)),
            Term(network, LossTerm.StylePrior, () => GaussianKl.FromStandard(cleanStyle)),
            Term(network, LossTerm.ClusterPrior, () => CategoricalKl.Between(logR, logPi).MeanOverSamples(samples)));
        return new ForwardPass(
            new Elbo(terms, Some(spec.ClusterPrior)),
            cleanCode.Mean,
            Some(new ClusterInference(cleanStyle.Mean, candidates, head, logR, Divergences(), logPi, views)));

        Sym Divergences() => ConditionalPriorTerm.Divergences(code.Repeat(samples), components);
    }

    private static ForwardPass Of(NetworkBuilder network, AutoEncoderSpec spec, Observations data)
    {
        var trunk = RecognitionNetwork.Trunk(network, spec.Encoder, data.Values);
        var code = RecognitionNetwork.Linear(network, "code.mean", trunk, spec.Latent);
        return new ForwardPass(new Elbo(Array(Reconstruction(network, spec, code, data, 1)), None), code, None);
    }

    private static ForwardPass Of(NetworkBuilder network, VariationalSpec spec, Observations data)
    {
        var trunk = RecognitionNetwork.Trunk(network, spec.Encoder, data.Values);
        var code = RecognitionNetwork.Gaussian(network, "code", trunk, spec.Latent, spec.PosteriorBounds);
        var sample = Sample(network, "code", GraphNames.CodeNoise, code, spec.Samples);
        var terms = Array(
            Reconstruction(network, spec, sample, data, spec.Samples),
            Term(network, LossTerm.LatentPrior, () => GaussianKl.FromStandard(code)));
        return new ForwardPass(new Elbo(terms, None), code.Mean, None);
    }

    private static Sym Sample(NetworkBuilder network, string what, string noise, DiagonalGaussian posterior, int samples) =>
        network.Graph.Within($"{what} sample", () =>
        {
            var repeated = posterior.Repeat(samples);
            return repeated.Sample(network.Graph.Input(noise, InputRole.Noise, repeated.Mean.Shape));
        });

    private static (LossTerm, Sym) Reconstruction(NetworkBuilder network, ModelSpec spec, Sym code, Observations data, int samples)
    {
        var emission = GenerativeNetwork.Apply(network, spec, code);
        return Term(network, LossTerm.Reconstruction, () =>
            (-emission.LogLikelihoodOf(data.RepeatRows(samples))).MeanOverSamples(samples));
    }

    private static (LossTerm, Sym) Term(NetworkBuilder network, LossTerm term, Func<Sym> build) =>
        (term, network.Graph.Within(term.Words(), build));
}
