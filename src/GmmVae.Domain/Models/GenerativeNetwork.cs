using System.Diagnostics;
using GmmVae.Domain.Distributions;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Numerics;

namespace GmmVae.Domain.Models;

/// <summary>The decoder p(y|x).</summary>
internal static class GenerativeNetwork
{
    /// <summary>
    /// How far one learned log-variance moves for a unit of its parameter: Adam moves a lone parameter by about the
    /// learning rate a step, too slow for a quantity that must travel several units.
    /// </summary>
    public const double LogVarianceGain = 20;

    /// <summary>Code [rows, latent] to the parameters of the likelihood. Of a plain mixture the code is the observation.</summary>
    public static Emission Apply(NetworkBuilder network, ModelSpec spec, Sym code) =>
        network.Graph.Within("decoder", () =>
        {
            if (spec is PlainMixtureSpec)
                return new Emission.Gaussian(code, network.Graph.Constant(0).BroadcastTo(Shape.Of(spec.Features), 0));
            var output = spec.Decoder is ConvolutionalSpec convolutional
                ? ConvolutionalStack.Decode(network, "decoder", convolutional, code)
                : network.Linear("decoder.output", DenseStack.Apply(network, "decoder", spec.Decoder, code), spec.Features);
            return spec.Likelihood switch
            {
                Likelihood.Bernoulli => (Emission)new Emission.Bernoulli(output),
                Likelihood.Gaussian gaussian => new Emission.Gaussian(output, LogVariance(network, gaussian, spec.Features)),
                _ => throw new UnreachableException(),
            };
        });

    private static Sym LogVariance(NetworkBuilder network, Likelihood.Gaussian gaussian, int features)
    {
        var start = PortableMath.Log(gaussian.InitialVariance);
        return gaussian.Variance switch
        {
            GaussianVariance.Fixed => network.Graph.Constant(start).BroadcastTo(Shape.Of(features), 0),
            GaussianVariance.Shared => Learned(Shape.Scalar).BroadcastTo(Shape.Of(features), 0),
            GaussianVariance.PerFeature => Learned(Shape.Of(features)),
            _ => throw new UnreachableException(),
        };

        Sym Learned(Shape shape) =>
            network.Parameter("decoder.logvariance", shape, new Initializer.Fill(start / LogVarianceGain)) * LogVarianceGain;
    }
}

/// <summary>The parameters of p(y|x) as the decoder computes them.</summary>
internal abstract record Emission
{
    private protected Emission()
    {
    }

    /// <summary>Log-odds, [rows, features].</summary>
    public sealed record Bernoulli(Sym Logits) : Emission;

    /// <summary>Means [rows, features] and log-variances [features].</summary>
    public sealed record Gaussian(Sym Mean, Sym LogVariance) : Emission;

    /// <summary>E[y|x], [rows, features].</summary>
    public Sym Expectation => this switch
    {
        Bernoulli bernoulli => bernoulli.Logits.Sigmoid(),
        Gaussian gaussian => gaussian.Mean,
        _ => throw new UnreachableException(),
    };

    /// <summary>ln p(y|x) in nats, summed over the features that were observed: [rows].</summary>
    public Sym LogLikelihoodOf(Observations data) => this switch
    {
        Bernoulli bernoulli => LogLikelihood.Bernoulli(bernoulli.Logits, data),
        Gaussian gaussian => LogLikelihood.Gaussian(gaussian.Mean, gaussian.LogVariance, data),
        _ => throw new UnreachableException(),
    };
}
