using System.Diagnostics;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Domain.Numerics;
using LanguageExt;

namespace GmmVae.Domain.Clustering;

/// <summary>A mixture of K Gaussians fitted by expectation-maximisation in double precision.</summary>
/// <remarks>Deterministic to the bit, given the key.</remarks>
/// <param name="Weights">The mixture weights [clusters]; they sum to 1 up to rounding.</param>
/// <param name="Means">The means [clusters, dimensions].</param>
/// <param name="Covariances">Variances [clusters] if spherical and [clusters, dimensions] if diagonal, one matrix [dimensions, dimensions]
/// if tied, matrices [clusters, dimensions, dimensions] if full.</param>
/// <param name="Covariance">The shape of the covariances.</param>
/// <param name="LogLikelihoods">The mean log-likelihood of a row, in nats, before each step of the best start and,
/// last, of this mixture; never falling but for rounding.</param>
internal sealed record FittedMixture(
    Arr<double> Weights, Arr<double> Means, Arr<double> Covariances, CovarianceKind Covariance,
    Arr<double> LogLikelihoods)
{
    /// <summary>The numbers that a fit chooses freely: means, covariances and all weights but one.</summary>
    public int FreeParameters => Means.Count + Weights.Count - 1 + Covariance switch
    {
        CovarianceKind.Spherical or CovarianceKind.Diagonal => Covariances.Count,
        _ => Covariances.Count / Dimensions * (Dimensions + 1) / 2,
    };

    /// <summary>A copy of its numbers.</summary>
    public MixtureParameters Parameters => new(Weights.ToArray(), Means.ToArray(), Covariances.ToArray(), Covariance, Dimensions);

    /// <summary>Columns of a row.</summary>
    public int Dimensions => Means.Count / Weights.Count;

    /// <summary>
    /// The Bayesian information criterion of this fit to its own rows (Schwarz 1978), in nats: −2 ln p(all rows) + ln rows for each free
    /// number. The lower the better.
    /// </summary>
    public double Bic(int rows) => (-2 * rows * LogLikelihoods.Last()) + (FreeParameters * PortableMath.Log(rows));

    /// <summary>Fits <paramref name="clusters"/> Gaussians to <paramref name="data"/> [rows, dimensions].</summary>
    /// <remarks>
    /// <para>Start r takes the clusters of one k-means start keyed <c>key.Fold(r)</c>, then alternates responsibilities
    /// and weighted maximum-likelihood estimates. The greatest final likelihood wins, the first of equals.</para>
    /// <para>Under the variance floor each estimate is still the maximum: variances (full: eigenvalues) below the
    /// floor are raised to it. So the likelihood never falls, and a cluster on a single point stays finite. The floor
    /// used is at least 10⁻¹² of the greatest variance of a feature. A cluster that no row
    /// belongs to keeps its mean and covariance and has weight 0.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">The extents do not fit, a number is not finite, there are fewer rows than
    /// clusters, or an option is not positive.</exception>
    public static FittedMixture Fit(
        ReadOnlySpan<float> data, int rows, int dimensions, int clusters, RandomKey key,
        MixtureOptions? options = null)
    {
        var chosen = options ?? new MixtureOptions();
        DeterministicSums.CheckExtents(data.Length, rows, dimensions);
        DeterministicSums.RequireFinite(data, dimensions);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(clusters);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(clusters, rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chosen.Restarts, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chosen.MaximumIterations, nameof(options));
        if (!(chosen.VarianceFloor > 0))
            throw new ArgumentException("The variance floor must be positive.", nameof(options));

        var points = DeterministicSums.Widen(data, rows, dimensions);
        var floor = Math.Max(chosen.VarianceFloor, RoundingFloor(points, rows, dimensions));
        chosen = chosen with { VarianceFloor = floor };
        FittedMixture? best = null;
        for (var r = 0; r < chosen.Restarts; r++)
        {
            var start = KMeansRun.From(points, rows, DeterministicSums.Stride(dimensions), clusters, key.Fold((ulong)r));
            var fitted = FromStart(points, rows, dimensions, start, clusters, chosen);
            if (best is null || fitted.LogLikelihoods.Last() > best.LogLikelihoods.Last()) best = fitted;
        }

        return best!;
    }

    /// <summary>The probability of each cluster given each row of <paramref name="data"/> [rows, dimensions], as
    /// [rows, clusters]; a row sums to 1 up to rounding.</summary>
    /// <remarks>A row that is not finite gives NaN.</remarks>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public double[] Responsibilities(ReadOnlySpan<float> data, int rows)
    {
        var responsibilities = new double[rows * Weights.Count];
        Expect(data, rows, responsibilities);
        return responsibilities;
    }

    /// <summary>The most probable cluster of each row of <paramref name="data"/> [rows, dimensions], the first of
    /// equals.</summary>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public int[] Predict(ReadOnlySpan<float> data, int rows)
    {
        var clusters = Weights.Count;
        var responsibilities = Responsibilities(data, rows);
        var assignment = new int[rows];
        for (var i = 0; i < rows; i++)
            for (var k = 1; k < clusters; k++)
                if (responsibilities[i * clusters + k] > responsibilities[i * clusters + assignment[i]])
                    assignment[i] = k;
        return assignment;
    }

    /// <summary>The mean log-likelihood of a row of <paramref name="data"/> [rows, dimensions], in nats.</summary>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public double MeanLogLikelihood(ReadOnlySpan<float> data, int rows) =>
        Expect(data, rows, new double[rows * Weights.Count]);

    /// <summary>Below 10⁻¹² of the data's greatest variance, rounding would make covariances indefinite.</summary>
    private static double RoundingFloor(double[] points, int rows, int dimensions)
    {
        var spread = MixtureParameters.Standard(1, dimensions, CovarianceKind.Diagonal);
        var all = new double[rows];
        Array.Fill(all, 1);
        MixtureSteps.Maximize(points, rows, spread, all, 0);
        return 1e-12 * spread.Covariances.Max();
    }

    private double Expect(ReadOnlySpan<float> data, int rows, double[] responsibilities)
    {
        var points = DeterministicSums.Widen(data, rows, Dimensions);
        return MixtureSteps.Expect(points, rows, Parameters, responsibilities);
    }

    /// <summary>Expectation-maximisation from the clusters of a k-means start.</summary>
    internal static FittedMixture FromStart(
        double[] points, int rows, int dimensions, KMeansRun start, int clusters, MixtureOptions options)
    {
        var responsibilities = new double[rows * clusters];
        for (var i = 0; i < rows; i++) responsibilities[i * clusters + start.Assignment[i]] = 1;
        var parameters = MixtureParameters.Standard(clusters, dimensions, options.Covariance);
        MixtureSteps.Maximize(points, rows, parameters, responsibilities, options.VarianceFloor, options.Blur);
        return Climb(points, rows, parameters, responsibilities, [], options);
    }

    /// <summary>The same from this fit on, to the same rows.</summary>
    internal FittedMixture Continue(double[] points, int rows, MixtureOptions options) =>
        Climb(points, rows, Parameters, new double[rows * Weights.Count], LogLikelihoods.Take(LogLikelihoods.Count - 1), options);

    private static FittedMixture Climb(
        double[] points, int rows, MixtureParameters parameters, double[] responsibilities, IEnumerable<double> before,
        MixtureOptions options)
    {
        var likelihoods = before.ToList();
        likelihoods.Add(MixtureSteps.Expect(points, rows, parameters, responsibilities, options.Blur));
        for (var step = 0; step < options.MaximumIterations; step++)
        {
            MixtureSteps.Maximize(points, rows, parameters, responsibilities, options.VarianceFloor, options.Blur);
            likelihoods.Add(MixtureSteps.Expect(points, rows, parameters, responsibilities, options.Blur));
            if (likelihoods[^1] - likelihoods[^2] < options.Tolerance) break;
        }

        return new FittedMixture(
            parameters.Weights.ToArr(), parameters.Means.ToArr(), parameters.Covariances.ToArr(), options.Covariance,
            likelihoods.ToArr());
    }
}

/// <summary>How a <see cref="FittedMixture"/> is fitted.</summary>
/// <param name="Covariance">The shape of the covariance matrices.</param>
/// <param name="Restarts">The number of k-means starts; the fit with the greatest likelihood wins.</param>
/// <param name="MaximumIterations">The number of steps of expectation-maximisation after which a start ends at the
/// latest.</param>
/// <param name="Tolerance">A start ends when the mean log-likelihood of a row, in nats, grows by less.</param>
/// <param name="VarianceFloor">The least variance in any direction, in squared data units; positive.</param>
/// <param name="Blur">
/// The variance of noise on every value, in squared data units: each row counts as all that the noise could have made of it, so that no
/// cluster is thinner. The likelihood's place is then taken by its expectation's lower bound ln Σ_k π_k exp E ln N(y + noise; μ_k, Σ_k),
/// which no step lowers either.
/// </param>
internal sealed record MixtureOptions(
    CovarianceKind Covariance = CovarianceKind.Full,
    int Restarts = 5,
    int MaximumIterations = 200,
    double Tolerance = 1e-6,
    double VarianceFloor = 1e-6,
    double Blur = 0);

/// <summary>The numbers of a <see cref="FittedMixture"/> while it is being fitted, and their densities.</summary>
internal sealed record MixtureParameters(
    double[] Weights, double[] Means, double[] Covariances, CovarianceKind Kind, int Dimensions)
{
    public int Clusters => Weights.Length;

    /// <summary>Whether no two columns go together within a cluster.</summary>
    public bool IsAxisAligned => Kind is CovarianceKind.Spherical or CovarianceKind.Diagonal;

    /// <summary>Equal weights, means 0 and identity covariances: what a cluster without rows keeps.</summary>
    public static MixtureParameters Standard(int clusters, int dimensions, CovarianceKind kind)
    {
        var weights = new double[clusters];
        Array.Fill(weights, 1.0 / clusters);
        var parameters = new MixtureParameters(
            weights, new double[clusters * dimensions], new double[SizeOf(kind, clusters, dimensions)], kind, dimensions);
        if (parameters.IsAxisAligned)
            Array.Fill(parameters.Covariances, 1);
        else
            for (var i = 0; i < parameters.Covariances.Length; i += dimensions * dimensions)
                for (var j = 0; j < dimensions; j++)
                    parameters.Covariances[i + (j * dimensions) + j] = 1;
        return parameters;
    }

    public Span<double> Mean(int k) => Means.AsSpan(k * Dimensions, Dimensions);

    /// <summary>The cluster's part of <see cref="Covariances"/>; all of it where clusters share one.</summary>
    public Span<double> CovarianceOf(int k)
    {
        if (Kind == CovarianceKind.Tied)
            return Covariances;
        var size = Covariances.Length / Clusters;
        return Covariances.AsSpan(k * size, size);
    }

    /// <summary>The matrix W with Wᵀ W = Σ⁻¹ as padded rows (one row of inverse deviations if axis-aligned), and
    /// ln |W|.</summary>
    public (double[] Whitening, double LogDeterminant) Whiten(int k)
    {
        var stride = DeterministicSums.Stride(Dimensions);
        var covariance = CovarianceOf(k);
        if (!IsAxisAligned) return Cholesky.InverseFactor(covariance, Dimensions);
        var inverse = new double[stride];
        var logarithm = 0.0;
        for (var j = 0; j < Dimensions; j++)
        {
            inverse[j] = 1 / Math.Sqrt(covariance[Kind == CovarianceKind.Spherical ? 0 : j]);
            logarithm += PortableMath.Log(inverse[j]);
        }

        return (inverse, logarithm);
    }

    private static int SizeOf(CovarianceKind kind, int clusters, int dimensions) => kind switch
    {
        CovarianceKind.Spherical => clusters,
        CovarianceKind.Diagonal => clusters * dimensions,
        CovarianceKind.Tied => dimensions * dimensions,
        CovarianceKind.Full => clusters * dimensions * dimensions,
        _ => throw new UnreachableException(),
    };
}
