using GmmVae.Domain.Distributions;
using GmmVae.Domain.Graphs;

namespace GmmVae.Domain.Models;

/// <summary>The tensors of a Gaussian mixture on observations, and what graphs compute with them.</summary>
/// <remarks>
/// A covariance is kept as its principal axes and the variances along them, Σ = V diag(λ) Vᵀ: both densities and samples are those of a
/// diagonal Gaussian in a cluster's own axes, and take one matrix product for all clusters.
/// </remarks>
internal static class PlainMixture
{
    /// <summary>π, [clusters].</summary>
    public const string Shares = "mixture.shares";

    /// <summary>The means along the axes, Vᵀ μ, [clusters, features].</summary>
    public const string Means = "mixture.mean";

    /// <summary>The log-variances along the axes, ln λ, [clusters, features].</summary>
    public const string LogVariances = "mixture.logvariance";

    /// <summary>The axes V of all clusters side by side, [features, clusters · features]; where covariances are axis-aligned there are
    /// none, and the features are the axes.</summary>
    public const string Axes = "mixture.axes";

    /// <summary>ln π, [clusters].</summary>
    public static Sym LogShares(NetworkBuilder network, PlainMixtureSpec spec) =>
        network.Parameter(Shares, Shape.Of(spec.Clusters), new Initializer.Fill(1.0 / spec.Clusters)).Log();

    /// <summary>ln N(y; μ, Σ) of every cluster in nats: observations [rows, features] to [rows, clusters].</summary>
    public static Sym LogDensities(NetworkBuilder network, PlainMixtureSpec spec, Sym data) =>
        network.Graph.Within("mixture", () => Components(network, spec).LogDensity(spec.IsAxisAligned
            ? data.Repeat(1, spec.Clusters)
            : data.MatMul(AllAxes(network, spec)).Reshape(data.Shape[0], spec.Clusters, spec.Features)));

    /// <summary>Observations from standard normal noise [rows, features] and one-hot clusters [rows, clusters]: [rows, features].</summary>
    public static Sym Sample(NetworkBuilder network, PlainMixtureSpec spec, Sym noise, Sym cluster) =>
        network.Graph.Within("mixture", () =>
        {
            var chosen = Components(network, spec).Sample(noise.Repeat(1, spec.Clusters)) * cluster.Repeat(-1, spec.Features);
            return spec.IsAxisAligned
                ? chosen.Sum(1)
                : chosen.Reshape(chosen.Shape[0], Wide(spec)).MatMul(AllAxes(network, spec), transposeRight: true);
        });

    private static DiagonalGaussian Components(NetworkBuilder network, PlainMixtureSpec spec) =>
        new(Parameter(network, Means, spec.Clusters, spec.Features), Parameter(network, LogVariances, spec.Clusters, spec.Features));

    private static Sym AllAxes(NetworkBuilder network, PlainMixtureSpec spec) => Parameter(network, Axes, spec.Features, Wide(spec));

    private static int Wide(PlainMixtureSpec spec) => checked(spec.Clusters * spec.Features);

    private static Sym Parameter(NetworkBuilder network, string name, int rows, int columns) =>
        network.Parameter(name, Shape.Of(rows, columns), new Initializer.Fill(0));
}
