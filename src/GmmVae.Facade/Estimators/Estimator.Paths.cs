namespace GmmVae;

public abstract partial class Estimator
{
    /// <summary>What the model makes of codes of the caller's choice, [rows, features], in the units of the data (grey levels in [0, 1] for bytes).</summary>
    /// <param name="codes">[rows, latent], such as <see cref="Embed(Matrix)"/> gives, changed at will.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, codes of another width, or more than an array holds.</exception>
    public Matrix Decode(Matrix codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        return With(model => codes.Columns == model.Model.Latent
            ? CodePaths.Decode(model, codes.ToArray())
            : throw new GmmVaeException(
                FailureKind.Data, FormattableString.Invariant($"The codes have {codes.Columns} dimensions, the model's have {model.Model.Latent}.\n  Give codes as Embed makes them.")));
    }

    /// <summary>
    /// What the model makes of the codes on the straight line from the mean code of each row of <paramref name="from"/> to that of the
    /// same row of <paramref name="to"/>, both ends among them.
    /// </summary>
    /// <param name="from">Where lines start.</param>
    /// <param name="to">Where they end; as many rows.</param>
    /// <param name="steps">Codes on each line, 2 to 1000.</param>
    /// <returns>Line by line, [rows · steps, features], in the units of the data.</returns>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, unusable data, other numbers of rows or steps, or more than an array holds.</exception>
    public Matrix Interpolate(Matrix from, Matrix to, int steps)
    {
        ArgumentNullException.ThrowIfNull(to);
        return With(from, (model, rows) => CodePaths.Between(model, rows, new MatrixRows(to), steps));
    }

    /// <summary>
    /// What each dimension of the code changes: from the mean code of each row, one dimension after the other moves from
    /// −<paramref name="reach"/> to +<paramref name="reach"/> while the others stay.
    /// </summary>
    /// <param name="data">Where to start from.</param>
    /// <param name="steps">Codes along each dimension, 1 to 1000, evenly spaced.</param>
    /// <param name="reach">How far to move each way, in units of the code: of a variational autoencoder those are standard deviations of the prior.</param>
    /// <returns>Row by row and dimension by dimension, [rows · latent · steps, features], in the units of the data.</returns>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, unusable data, wrong steps or reach, or more than an array holds.</exception>
    public Matrix Traverse(Matrix data, int steps, double reach = 2) => With(data, (model, rows) => CodePaths.Around(model, rows, steps, reach));
}
