using GmmVae.Domain.Clustering;
using GmmVae.Domain.Numerics;

namespace GmmVae;

/// <summary>Clusters as nearest of K centres: Lloyd's iteration from several k-means++ starts, in the units of the data.</summary>
/// <remarks>
/// A function of rows, options and seed, bit for bit. Columns of large units outweigh the others; standardise them first where that is
/// not wanted. Thread-safe once fitted.
/// </remarks>
/// <example>
/// <code>
/// var model = new KMeans(clusters: 3);
/// model.Fit(rows);
/// int[] clusters = model.Predict(rows);
/// </code>
/// </example>
/// <param name="clusters">The number of centres K, at least 1.</param>
/// <param name="starts">Starts, of which the one with the least inertia is kept, at least 1.</param>
/// <param name="seed">What the starts are drawn from.</param>
public sealed class KMeans(int clusters, int starts = 10, ulong seed = 0)
{
    private FittedKMeans? fitted;

    /// <summary>The centres, [clusters, features].</summary>
    /// <exception cref="GmmVaeException">Not fitted yet.</exception>
    public Matrix Centers => new(Array.ConvertAll(Fitted.Centers.ToArray(), value => (float)value), Fitted.Centers.Count / clusters);

    /// <summary>The sum over the rows fitted to of squared distances to the nearest centre.</summary>
    /// <exception cref="GmmVaeException">Not fitted yet.</exception>
    public double Inertia => Fitted.Inertia;

    private FittedKMeans Fitted => fitted ?? throw new GmmVaeException(FailureKind.Usage, "The model is not fitted yet.\n  Call Fit first.");

    /// <summary>Fits the centres to all rows of a matrix.</summary>
    /// <param name="data">Observations, [rows, features], without missing values.</param>
    /// <exception cref="GmmVaeException">A value is missing or infinite, there are fewer rows than clusters, or less than one cluster or
    /// start.</exception>
    public void Fit(Matrix data)
    {
        ArgumentNullException.ThrowIfNull(data);
        fitted = Guarded(data, values => FittedKMeans.Fit(
            values, data.Rows, data.Columns, clusters, RandomKey.FromSeed(seed).Fold("k-means"), starts));
    }

    /// <summary>The nearest centre of each row, the first of equals.</summary>
    /// <exception cref="GmmVaeException">Not fitted yet, or rows of another width.</exception>
    public int[] Predict(Matrix data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var model = Fitted;
        return Guarded(data, values => model.Predict(values, data.Rows));
    }

    private static T Guarded<T>(Matrix data, Func<float[], T> use)
    {
        try
        {
            return use(data.ToArray());
        }
        catch (ArgumentException fault)
        {
            throw new GmmVaeException(FailureKind.Data, $"k-means cannot use the rows: {fault.Message}");
        }
    }
}
