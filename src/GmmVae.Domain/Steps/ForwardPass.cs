using System.Diagnostics;
using GmmVae.Domain.Distributions;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Models;
using GmmVae.Domain.Numerics;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Steps;

/// <summary>A model applied to a batch: its loss terms and what it infers on the way.</summary>
/// <param name="Elbo">The loss terms, each [batch].</param>
/// <param name="Code">The mean code, [batch, latent].</param>
/// <param name="Clustering">What a clustering model infers besides.</param>
internal sealed record ForwardPass(Elbo Elbo, Sym Code, Option<ClusterInference> Clustering)
{
    /// <summary>Builds the model over <paramref name="data"/> [batch, features]; noise becomes inputs.</summary>
    public static ForwardPass Build(NetworkBuilder network, ModelSpec spec, Observations data) => spec switch
    {
        AutoEncoderSpec autoEncoder => Of(network, autoEncoder, data),
        VariationalSpec variational => Of(network, variational, data),
        GaussianMixtureSpec mixture => OfViews(network, mixture, data, 1),
        PlainMixtureSpec plain => Of(network, plain, data),
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
        var candidates = spec.Responsibilities == ResponsibilityKind.EncoderHead ? Some(ClusterHead.LogCandidates(network, spec, trunk))
            : None;
        var head = candidates.Map(all => ClusterHead.LogClusters(network, spec, all));
        var logR = network.Graph.Within("responsibilities", () => head.Match(
            logits => logits.View(0, views).RepeatRows(samples),
            () => Losses.Responsibilities.LogBayes(codeSample, components.View(0, views, samples), logPi)));
        var terms = Array(
            Reconstruction(network, spec, codeSample, data.View(0, views), samples),
            Term(network, LossTerm.ConditionalPrior, () =>
                ConditionalPriorTerm.Of(logR.Exp(), Divergences().View(0, views, samples)).MeanOverSamples(samples)),
            Term(network, LossTerm.StylePrior, () => GaussianKl.FromStandard(cleanStyle)),
            Term(network, LossTerm.ClusterPrior, () => CategoricalKl.Between(logR, logPi).MeanOverSamples(samples)));
        return new ForwardPass(
            new Elbo(terms, Some(spec.ClusterPrior)),
            cleanCode.Mean,
            Some(new ClusterInference(Some(cleanStyle.Mean), candidates, head, logR, Divergences(), logPi, views)));

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

    /// <summary>The code is the observation, and with responsibilities by Bayes' rule the bound is exact: its total is −ln p(y).</summary>
    private static ForwardPass Of(NetworkBuilder network, PlainMixtureSpec spec, Observations data)
    {
        var logPi = PlainMixture.LogShares(network, spec);
        var logDensities = PlainMixture.LogDensities(network, spec, data.Values);
        var logR = network.Graph.Within("responsibilities", () => (logDensities + logPi).LogSoftmax());
        var terms = Array(
            Term(network, LossTerm.Reconstruction, () => -(logR.Exp() * logDensities).Sum(-1)),
            Term(network, LossTerm.ClusterPrior, () => CategoricalKl.Between(logR, logPi)));
        return new ForwardPass(
            new Elbo(terms, Some(spec.ClusterPrior)), data.Values,
            Some(new ClusterInference(None, None, Some(logR), logR, -logDensities, logPi, Views: 1)));
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

/// <summary>What a Gaussian-mixture model infers about clusters. The clean view is the only one where there are no others.</summary>
/// <param name="Style">The mean style of the clean view, [batch, style], where the model has one.</param>
/// <param name="LogCandidates">ln of the encoder head's outputs for every view, [batch·views, candidates], where the model has one.</param>
/// <param name="LogHead">ln q(z|y) of the encoder head for every view, [batch·views, clusters], where the model has one.</param>
/// <param name="LogSampled">ln responsibilities of the clean view's sampled code and style, [batch·samples, clusters].</param>
/// <param name="Divergences">KL(q(x|y) ‖ p(x|w, z=k)) for every view and sampled style, [batch·views·samples, clusters].</param>
/// <param name="LogPrior">ln π, [clusters].</param>
/// <param name="Views">The number of views.</param>
internal sealed record ClusterInference(
    Option<Sym> Style, Option<Sym> LogCandidates, Option<Sym> LogHead, Sym LogSampled, Sym Divergences, Sym LogPrior, int Views)
{
    /// <summary>The same with every candidate as a cluster of its own, all equally probable beforehand.</summary>
    public ClusterInference Ungrouped => LogCandidates.Match(
        candidates =>
        {
            var each = -PortableMath.Log(candidates.Shape.Last.Factor);
            var uniform = toArray(Enumerable.Repeat(each, candidates.Shape.Last.Factor));
            return this with { LogHead = candidates, LogSampled = candidates.View(0, Views), LogPrior =
                candidates.Builder.Constant(uniform) };
        },
        () => this);
}

/// <summary>A graph of a model together with what it keeps between runs.</summary>
/// <param name="Graph">The tensor program.</param>
/// <param name="Parameters">The parameters and running statistics in the specification's order.</param>
public sealed record ModelGraph(Graph Graph, Arr<ParameterSpec> Parameters);
