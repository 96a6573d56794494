namespace GmmVae;

public abstract partial class Estimator
{
    private const int UsualSamples = 100;

    /// <summary>
    /// How badly each row fits, in nats: the negative importance-weighted bound (arXiv:1509.00519), an upper bound on −ln p of the
    /// preprocessed row that comes the closer to it the more samples there are. Clusters are summed out. The noise of the
    /// n-th sample is drawn from the seed and the row's values, so equal rows have equal scores.
    /// </summary>
    /// <param name="data">The rows.</param>
    /// <param name="samples">Samples for each row, at least 1: the work is in proportion.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, unusable data, no samples, or an autoencoder, which has no distribution of codes.</exception>
    public double[] Score(Matrix data, int samples) => With(data, (model, rows) => model.Score(rows, samples));

    /// <summary>How badly each row of a data source fits, in order, in nats: the negative importance-weighted bound.</summary>
    /// <param name="source">A name or a path: whatever <c>gmmvae train --data</c> takes.</param>
    /// <param name="samples">Samples for each row, at least 1: the work is in proportion.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, unusable data, no samples, or an autoencoder, which has no distribution of codes.</exception>
    public double[] Score(string source, int samples) => With(source, (model, rows) => model.Score(rows, samples));

    /// <summary>
    /// ln p of each preprocessed row in nats, estimated from below: <see cref="Score(Matrix, int)"/> with the other sign, as
    /// <c>score_samples</c> of scikit-learn has it.
    /// </summary>
    /// <param name="data">The rows.</param>
    /// <param name="samples">Samples for each row, at least 1: the work is in proportion.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, unusable data, no samples, or an autoencoder, which has no distribution of codes.</exception>
    public double[] ScoreSamples(Matrix data, int samples = UsualSamples) => Array.ConvertAll(Score(data, samples), score => -score);

    /// <summary>ln p of each preprocessed row of a data source in nats, in order, estimated from below.</summary>
    /// <param name="source">A name or a path: whatever <c>gmmvae train --data</c> takes.</param>
    /// <param name="samples">Samples for each row, at least 1: the work is in proportion.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, unusable data, no samples, or an autoencoder, which has no distribution of codes.</exception>
    public double[] ScoreSamples(string source, int samples = UsualSamples) => Array.ConvertAll(Score(source, samples), score => -score);

    /// <summary>
    /// How ordinary each row is: (1 + reference rows that score as badly or worse) / (1 + reference rows). Near 0 it is an
    /// anomaly. Where rows and reference rows come from one distribution, at most a share α of the rows has a value of α or
    /// less (arXiv:2104.08279): a threshold of 0.01 raises a false alarm for one row in a hundred.
    /// </summary>
    /// <param name="data">The rows.</param>
    /// <param name="reference">Ordinary rows that the model was not trained on.</param>
    /// <param name="samples">Samples of the bound that ranks the rows; null for the ELBO, <see cref="Score(Matrix)"/>.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, unusable data, no samples, or samples of an autoencoder.</exception>
    public double[] PValues(Matrix data, Matrix reference, int? samples = null)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return With(data, (model, rows) => model.PValues(rows, new MatrixRows(reference), samples));
    }

    /// <summary>How ordinary each row of a data source is, in order, among those of another.</summary>
    /// <param name="source">A name or a path: whatever <c>gmmvae train --data</c> takes.</param>
    /// <param name="reference">Ordinary rows that the model was not trained on: a name or a path.</param>
    /// <param name="samples">Samples of the bound that ranks the rows; null for the ELBO.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, unusable data, no samples, or samples of an autoencoder.</exception>
    public double[] PValues(string source, string reference, int? samples = null)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return With(source, (model, rows) =>
        {
            using var ordinary = Sources.Stream(reference, options.DataFolder);
            return model.PValues(rows, ordinary, samples);
        });
    }
}
