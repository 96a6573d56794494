using System.Diagnostics;

namespace GmmVae.Domain;

/// <summary>The decoder p(y|x).</summary>
public static class GenerativeNetwork
{
    /// <summary>
    /// How far one learned log-variance moves for a unit of its parameter: Adam moves a lone parameter by about the
    /// learning rate a step, too slow for a quantity that must travel several units.
    /// </summary>
    public const double LogVarianceGain = 20;

    /// <summary>Code [rows, latent] to the parameters of the likelihood.</summary>
    public static Emission Apply(NetworkBuilder network, ModelSpec spec, Sym code) =>
        network.Graph.Within("decoder", () =>
        {
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
