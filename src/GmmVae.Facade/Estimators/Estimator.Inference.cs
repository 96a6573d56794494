using GmmVae.Engine.Artifacts.Checkpoints;

namespace GmmVae;

public abstract partial class Estimator
{
    /// <summary>Writes the model to a checkpoint file, which <c>Load</c> and the command line read. On failure an old file stays.</summary>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, or the file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        With(model => model.Checkpoint.Write(path).OrThrow());
    }

    /// <summary>Writes the model for other tools, as <see cref="ModelFiles.Export"/> does of a saved one: the same bytes.</summary>
    /// <param name="format">As what; <see cref="ExportFormat.TensorBoard"/> takes the log of a run folder and is for
    /// <see cref="ModelFiles.Export"/> alone.</param>
    /// <param name="output">The file (safetensors) or folder (all others) to write.</param>
    /// <param name="data">The source whose codes the projector shows; by default the test split of the source that the model was trained
    /// on.</param>
    /// <param name="force">Whether a file, or a folder that holds something, is written to: files of the same names are replaced, others
    /// stay.</param>
    /// <param name="cancellationToken">Stops while codes are computed; nothing is written then.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, the output exists already, the model has no such export, or a file is
    /// at fault. Nothing is left half-written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public ExportReport Export(
        ExportFormat format, string output, string? data = null, bool force = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        var request = new ExportRequest { Model = "the model in memory", Format = format, Output = output, Force = force, Data = data,
            DataFolder = options.DataFolder, Table = options.Table };
        return With(model => ModelExport.OfMemory(request, model, cancellationToken));
    }

    /// <summary>The decoded observations of given latent codes, [rows, features], in the units of the data (grey levels in [0, 1] for
    /// bytes).</summary>
    /// <param name="codes">[rows, latent], such as <see cref="Embed(Matrix)"/> gives, changed at will.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, codes of another width, or more than an array holds.</exception>
    public Matrix Decode(Matrix codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        return With(model => codes.Columns == model.Model.Latent
            ? PathDecoding.Decode(model, codes.ToArray())
            : throw new GmmVaeException(
                FailureKind.Data,
                    FormattableString.Invariant($"The codes have {codes.Columns} dimensions, the model's have {model.Model.Latent}.\n  Give codes as Embed makes them.")));
    }

    /// <summary>
    /// What the model makes of the codes on the straight line from the mean code of each row of <paramref name="from"/> to that of the
    /// same row of <paramref name="to"/>, both ends among them.
    /// </summary>
    /// <param name="from">Where lines start.</param>
    /// <param name="to">Where they end; as many rows.</param>
    /// <param name="steps">Codes on each line, 2 to 1000.</param>
    /// <returns>Line by line, [rows · steps, features], in the units of the data.</returns>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, unusable data, other numbers of rows or steps, or more than an array
    /// holds.</exception>
    public Matrix Interpolate(Matrix from, Matrix to, int steps)
    {
        ArgumentNullException.ThrowIfNull(to);
        return With(from, (model, rows) => PathDecoding.Between(model, rows, MatrixRows.For(model.Header, to), steps));
    }

    /// <summary>
    /// The effect of each latent dimension: from the mean code of each row, one dimension after the other moves from
    /// −<paramref name="reach"/> to +<paramref name="reach"/> while the others stay.
    /// </summary>
    /// <param name="data">Where to start from.</param>
    /// <param name="steps">Codes along each dimension, 1 to 1000, evenly spaced.</param>
    /// <param name="reach">The distance in each direction, in units of the latent code: of a variational autoencoder those are standard
    /// deviations of
    /// the prior.</param>
    /// <returns>Row by row and dimension by dimension, [rows · latent · steps, features], in the units of the data.</returns>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, unusable data, wrong steps or reach, or more than an array
    /// holds.</exception>
    public Matrix Traverse(Matrix data, int steps, double reach = 2) =>
        With(data, (model, rows) => PathDecoding.Around(model, rows, steps, reach));
}

public abstract partial class Estimator
{
    private const int UsualSamples = 100;

    /// <summary>
    /// The anomaly score of each row, in nats: the negative importance-weighted bound (arXiv:1509.00519), an upper bound on −ln p of the
    /// preprocessed row that comes the closer to it the more samples there are. Clusters are summed out. The noise of the
    /// n-th sample is drawn from the seed and the row's values, so equal rows have equal scores.
    /// </summary>
    /// <param name="data">The rows.</param>
    /// <param name="samples">The number of samples for each row, at least 1; time grows in proportion.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, unusable data, no samples, or an autoencoder, which has no distribution
    /// of codes.</exception>
    public double[] Score(Matrix data, int samples) => With(data, (model, rows) => model.Score(rows, samples));

    /// <inheritdoc cref="Score(Matrix, int)" path="/summary|/exception|/returns|/remarks"/>
    /// <param name="source">A name or a path: everything that the command line accepts as data.</param>
    /// <param name="samples">The number of samples for each row, at least 1; time grows in proportion.</param>
    public double[] Score(string source, int samples) => With(source, (model, rows) => model.Score(rows, samples));

    /// <summary>
    /// ln p of each preprocessed row in nats, estimated from below: <see cref="Score(Matrix, int)"/> with the other sign, as
    /// <c>score_samples</c> of scikit-learn has it.
    /// </summary>
    /// <param name="data">The rows.</param>
    /// <param name="samples">The number of samples for each row, at least 1; time grows in proportion.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, unusable data, no samples, or an autoencoder, which has no distribution
    /// of codes.</exception>
    public double[] ScoreSamples(Matrix data, int samples = UsualSamples) => Array.ConvertAll(Score(data, samples), score => -score);

    /// <inheritdoc cref="ScoreSamples(Matrix, int)" path="/summary|/exception|/returns|/remarks"/>
    /// <param name="source">A name or a path: everything that the command line accepts as data.</param>
    /// <param name="samples">The number of samples for each row, at least 1; time grows in proportion.</param>
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
        return With(data, (model, rows) => model.PValues(rows, MatrixRows.For(model.Header, reference), samples));
    }

    /// <inheritdoc cref="PValues(Matrix, Matrix, int?)" path="/summary|/exception|/returns|/remarks"/>
    /// <param name="source">A name or a path: everything that the command line accepts as data.</param>
    /// <param name="reference">Ordinary rows that the model was not trained on: a name or a path.</param>
    /// <param name="samples">Samples of the bound that ranks the rows; null for the ELBO.</param>
    public double[] PValues(string source, string reference, int? samples = null)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return With(source, (model, rows) =>
        {
            using var ordinary = Sources.Stream(reference, options.DataFolder, DataOptions.Of(options.Table, model.Header));
            return model.PValues(rows, ordinary, samples);
        });
    }
}
