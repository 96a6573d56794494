using GmmVae.Domain.Graphs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Training;
using LanguageExt;

namespace GmmVae;

/// <summary>
/// Rows of numbers [rows, columns], row after row: what models read and give back. It is a view: it holds the memory that it
/// was made over and copies nothing, so that memory must not change while it is in use.
/// </summary>
/// <remarks>
/// Thread-safe; equality is by reference. Elements are numbers in single precision, or in double where they came as such: a model takes
/// them less their mean before it rounds them. Or they are bytes that stand for grey levels: those
/// read as value / 255, in [0, 1], and stay bytes in memory. NaN is a missing value (<see cref="MissingValues"/>).
/// </remarks>
/// <example>
/// <code>
/// Matrix points = new[,] { { 1.0, 2.0 }, { 3.0, 4.0 } };
/// Matrix people = Matrix.Load("people.csv");
/// Matrix images = Matrix.FromImages(bytes, height: 28, width: 28);
/// float first = points[0, 1];
/// </code>
/// </example>
public sealed partial class Matrix
{
    /// <summary>What a matrix is called as a source of data.</summary>
    internal const string SourceName = "matrix";

    private readonly ReadOnlyMemory<float> floats;
    private readonly ReadOnlyMemory<byte> bytes;
    private readonly double[] doubles = [];
    private readonly ImageShape? image;

    /// <summary>A view of numbers in row order.</summary>
    /// <exception cref="GmmVaeException">These are not whole rows.</exception>
    public Matrix(ReadOnlyMemory<float> values, int columns)
        : this(values, default, false, columns, null)
    {
    }

    private Matrix(ReadOnlyMemory<float> floats, ReadOnlyMemory<byte> bytes, bool holdsBytes, int columns, ImageShape? image)
    {
        (this.floats, this.bytes, HoldsBytes, Columns, this.image) = (floats, bytes, holdsBytes, columns, image);
        var length = holdsBytes ? bytes.Length : floats.Length;
        if (columns < 1 || length % columns != 0)
            throw new GmmVaeException(FailureKind.Data, FormattableString.Invariant($"{length} values are not whole rows of {columns}."));
        Rows = length / columns;
    }

    private Matrix(Matrix other, IReadOnlyList<string> names)
        : this(other.floats, other.bytes, other.HoldsBytes, other.Columns, other.image) =>
            (doubles, Rows, ColumnNames) = (other.doubles, other.Rows, names);

    private Matrix(double[] doubles, int columns, ImageShape? image)
        : this(default, default, false, columns, image)
    {
        if (doubles.Length % columns != 0)
            throw new GmmVaeException(FailureKind.Data,
                FormattableString.Invariant($"{doubles.Length} values are not whole rows of {columns}."));
        (this.doubles, Rows) = (doubles, doubles.Length / columns);
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of values in a row: at least 1.</summary>
    public int Columns { get; }

    /// <summary>What the columns are called; empty where nobody said. A model that knows its columns puts them in its order by their names,
    /// and refuses others.</summary>
    public IReadOnlyList<string> ColumnNames { get; private init; } = [];

    /// <summary>Whether it holds bytes.</summary>
    public bool HoldsBytes { get; }

    /// <summary>How a row forms a picture, row by row from the top and channels last, where it does.</summary>
    public (int Height, int Width, int Channels)? Image => image is { } shape ? (shape.Height, shape.Width, shape.Channels) : null;

    /// <summary>An element, counted from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public float this[int row, int column]
    {
        get
        {
            if ((uint)row >= (uint)Rows || (uint)column >= (uint)Columns)
                throw new ArgumentOutOfRangeException(nameof(row),
                    FormattableString.Invariant($"There is no element [{row}, {column}] in a matrix [{Rows}, {Columns}]."));
            var at = (row * Columns) + column;
            return HoldsBytes ? bytes.Span[at] / 255f : HoldsDoubles ? (float)doubles[at] : floats.Span[at];
        }
    }

    /// <summary>Whether elements have more digits than single precision holds.</summary>
    internal bool HoldsDoubles => doubles.Length > 0;

    /// <summary>A matrix of numbers.</summary>
    public static implicit operator Matrix(float[,] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new Matrix((float[])[.. values.Cast<float>()], values.GetLength(1));
    }

    /// <summary>A matrix of numbers with all their digits.</summary>
    public static implicit operator Matrix(double[,] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Of((double[])[.. values.Cast<double>()], values.GetLength(1));
    }

    /// <summary>A matrix of rows of equal length, at least one.</summary>
    /// <exception cref="GmmVaeException">The rows differ in length, or there are none.</exception>
    public static implicit operator Matrix(float[][] rows) => FromRows(rows);

    /// <summary>A matrix of rows of equal length, at least one, with all their digits.</summary>
    /// <exception cref="GmmVaeException">The rows differ in length, or there are none.</exception>
    public static implicit operator Matrix(double[][] rows) => FromRows(rows);

    /// <summary>A matrix of rows of equal length, at least one.</summary>
    /// <exception cref="GmmVaeException">The rows differ in length, or there are none.</exception>
    public static Matrix FromRows(IEnumerable<float[]> rows)
    {
        var (values, columns) = Joined(rows);
        return new Matrix(values, columns);
    }

    /// <summary>A matrix of rows of equal length, at least one, with all their digits.</summary>
    /// <exception cref="GmmVaeException">The rows differ in length, or there are none.</exception>
    public static Matrix FromRows(IEnumerable<double[]> rows)
    {
        var (values, columns) = Joined(rows);
        return Of(values, columns);
    }

    /// <summary>A view of bytes in row order, which stand for grey levels.</summary>
    /// <exception cref="GmmVaeException">These are not whole rows.</exception>
    public static Matrix FromBytes(ReadOnlyMemory<byte> values, int columns) => new(default, values, true, columns, null);

    /// <summary>A view of the bytes of pictures, one after the other, each row by row from the top, channels last.</summary>
    /// <exception cref="GmmVaeException">These are not whole pictures.</exception>
    public static Matrix FromImages(ReadOnlyMemory<byte> pixels, int height, int width, int channels = 1)
    {
        if (height < 1 || width < 1 || channels < 1 || (long)height * width * channels > int.MaxValue)
            throw new GmmVaeException(FailureKind.Data, FormattableString.Invariant($"A picture cannot be {height}x{width}x{channels}."));
        return new(default, pixels, true, height * width * channels, new ImageShape(height, width, channels));
    }

    /// <summary>A copy of a row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public float[] Row(int row) => [.. Enumerable.Range(0, Columns).Select(column => this[row, column])];

    /// <summary>A copy of all elements in row order, rounded to single precision.</summary>
    public float[] ToArray() => HoldsBytes ? Array.ConvertAll(bytes.ToArray(), value => value / 255f)
        : HoldsDoubles ? Array.ConvertAll(doubles, value => (float)value)
        : floats.ToArray();

    /// <summary>A copy of all elements in row order, with all their digits.</summary>
    public double[] ToDoubleArray() => HoldsDoubles ? [.. doubles] : Array.ConvertAll(ToArray(), value => (double)value);

    internal static Matrix Of(float[] values, int columns, ImageShape? image = null) => new(values, default, false, columns, image);

    /// <summary>Numbers that are kept with all their digits, if single precision does not hold them.</summary>
    internal static Matrix Of(double[] values, int columns, ImageShape? image = null) =>
        Array.TrueForAll(values, value => double.IsNaN(value) || (float)value == value)
            ? Of(Array.ConvertAll(values, value => (float)value), columns, image)
            : new(values, columns, image);

    /// <summary>The same rows with names for their columns.</summary>
    /// <param name="names">As many names as columns, no two of them alike.</param>
    /// <exception cref="GmmVaeException">There are more names or fewer, or one is there twice.</exception>
    public Matrix WithColumnNames(params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.Count == Columns && names.Distinct(StringComparer.Ordinal).Count() == Columns
            ? new Matrix(this, names)
            : throw Failures.Wrong($"{names.Count} names do not fit {Columns} columns: give each column a name of its own.");
    }

    /// <summary>What a model made, in the units of its data.</summary>
    internal static Matrix InUnits(CheckpointHeader model, float[] values)
    {
        var (columns, image) = (model.Model.Features, model.Image.ToNullable());
        var wide = Units.RestoreWide(model.Preprocessing, values);
        if (wide is null)
            Units.Restore(model.Preprocessing, values);
        var rows = wide is null ? Of(values, columns, image) : Of(wide, columns, image);
        return model.Schema.FeatureNames() is { IsEmpty: false } names ? new Matrix(rows, [.. names]) : rows;
    }

    /// <summary>The columns at the given places, in that order.</summary>
    internal Matrix TakeColumns(int[] places)
    {
        var all = ToDoubleArray();
        var taken = new double[all.Length];
        for (var i = 0; i < taken.Length; i++)
            taken[i] = all[(i / Columns * Columns) + places[i % Columns]];
        return Of(taken, Columns);
    }

    /// <summary>Copies all elements to the end of the list of their kind.</summary>
    internal void AppendTo(List<byte> ofBytes, List<double> ofNumbers)
    {
        if (ofBytes.Count + ofNumbers.Count + ((long)Rows * Columns) > Array.MaxLength)
            throw new GmmVaeException(FailureKind.Data, "The rows do not fit into one array.\n  Write them to a .npy file, and train on its path.");
        ofBytes.AddRange(bytes.Span);
        ofNumbers.AddRange(HoldsBytes ? [] : ToDoubleArray());
    }

    /// <summary>Other rows of the kind of these.</summary>
    internal Matrix Like(byte[] ofBytes, double[] ofNumbers) =>
        new(HoldsBytes ? new(default, ofBytes, true, Columns, image) : Of(ofNumbers, Columns, image), ColumnNames);

    /// <summary>The given rows, in the given order.</summary>
    internal Matrix Take(ReadOnlySpan<int> rows) => HoldsBytes
        ? Like(RowStorage.Pick(bytes.ToArray(), rows, Columns), [])
        : Like([], RowStorage.Pick(ToDoubleArray(), rows, Columns));

    /// <summary>As data to train on.</summary>
    internal Dataset ToDataset(string name)
    {
        if (Rows == 0)
            throw new GmmVaeException(FailureKind.Data, "There are no rows to train on.");
        if (HoldsBytes)
            return Dataset.FromBytes(name, bytes.Span, Columns, image);
        CheckNotInfinite("the matrix", 0, ToDoubleArray()).ThrowIfSome();
        return HoldsDoubles ? Dataset.FromDoubles(name, [.. doubles], Columns, image)
            : Dataset.FromFloats(name, floats.Span, Columns, image);
    }

    /// <summary>Writes whole rows, raw, from <paramref name="first"/> on; returns how many, or the first value that is infinite.</summary>
    internal Either<DataError, int> CopyRaw(int first, Span<double> target, string name)
    {
        var count = Math.Min(Rows - first, target.Length / Columns);
        var (start, length) = (first * Columns, count * Columns);
        if (HoldsDoubles)
            doubles.AsSpan(start, length).CopyTo(target);
        else
            for (var i = 0; i < length; i++)
                target[i] = HoldsBytes ? bytes.Span[start + i] : floats.Span[start + i];
        return CheckNotInfinite(name, first, target[..length]).Match<Either<DataError, int>>(error => error, () => count);
    }

    private Option<DataError> CheckNotInfinite(string name, int first, ReadOnlySpan<double> values)
    {
        for (var i = 0; i < values.Length; i++)
            if (Math.Abs(values[i]) > float.MaxValue)
                return UnsuitableData.Value(
                    FormattableString.Invariant($"{name}, row {first + (i / Columns)}, column {i % Columns}, counted from 0"), (float)values[i]);
        return Option<DataError>.None;
    }

    private static (T[] Values, int Columns) Joined<T>(IEnumerable<T[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var all = rows.ToArray();
        var columns = all.Length == 0 ? 0 : all[0].Length;
        if (columns == 0)
            throw new GmmVaeException(FailureKind.Data, "A matrix needs at least one row with at least one value.");
        if (Array.FindIndex(all, row => row.Length != columns) is >= 0 and var odd)
            throw new GmmVaeException(
                FailureKind.Data,
                FormattableString.Invariant($"Row {odd}, counted from 0, has {all[odd].Length} values where the first has {columns}."));
        return ([.. all.SelectMany(row => row)], columns);
    }
}
