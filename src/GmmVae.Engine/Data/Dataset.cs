using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Training;
using LanguageExt;

namespace GmmVae.Engine.Data;

/// <summary>
/// Rows of observations [rows, features], held as bytes or single-precision numbers or mapped from a file, with optional labels
/// that serve scoring only.
/// </summary>
/// <remarks>
/// Immutable and thread-safe: values are copied in, and no member exposes them but as copies or read-only memory.
/// Equality is by reference; <see cref="Fingerprint"/> compares contents. Raw values are kept, and preprocessing is
/// applied on the way out, so other preprocessing costs no memory (<see cref="With"/>).
/// </remarks>
internal sealed class Dataset
{
    /// <summary>So many rows before one is copied its values are asked for.</summary>
    private const int FetchedRows = 4;

    private readonly RowStorage values;
    private readonly float[] offset;
    private readonly float[] scale;
    private readonly double[] origin;
    private readonly Lazy<string> fingerprint;
    private readonly RowLabels labels;

    private Dataset(
        string name, RowStorage values, ImageShape? image, RowLabels labels, Preprocessing preprocessing, Lazy<string>? fingerprint = null)
    {
        (Name, this.values, Image, this.labels, Preprocessing) = (name, values, image, labels, preprocessing);
        if (image is { } shape && (shape.Height <= 0 || shape.Width <= 0 || shape.Channels <= 0 || shape.Features != Features))
            throw new ArgumentException("The image shape must hold exactly the features.", nameof(image));
        if (!labels.Fit(Rows))
            throw new ArgumentException("A label per row is needed.", nameof(labels));
        preprocessing.RequireFits(Features);
        (offset, scale) = preprocessing.Coefficients();
        origin = preprocessing.OriginOfRaw();
        this.fingerprint = fingerprint ?? new Lazy<string>(ComputeFingerprint);
    }

    /// <summary>What to call the data in messages.</summary>
    public string Name { get; }

    /// <summary>The number of rows: at least one.</summary>
    public int Rows => values.Rows;

    /// <summary>The number of values in a row: at least one.</summary>
    public int Features => values.Features;

    /// <summary>How a row forms a picture, where it does.</summary>
    public ImageShape? Image { get; }

    /// <summary>The true class of each row, where the classes of all rows are known. Training reads it only where it is told to
    /// (<see cref="TrainingPhase.Supervision"/>).</summary>
    public ReadOnlyMemory<int>? Labels => labels.All;

    /// <summary>The class of each row that has one, −1 for the others: <see cref="Labels"/>, or labels of some rows.</summary>
    public ReadOnlyMemory<int>? KnownLabels => labels.Known;

    /// <summary>The names of the classes that <see cref="Labels"/> number, where the source gives names; else empty.</summary>
    public Arr<string> ClassNames => labels.Names;

    /// <summary>How many raw values are missing (NaN). Counted anew at each call.</summary>
    public long CountMissing() => HoldsBytes ? 0 : values.CountMissing();

    /// <summary>The first missing value in row order, counted from 0, if there is any.</summary>
    public (int Row, int Column)? FirstMissing()
    {
        var at = HoldsBytes ? -1 : values.FirstMissing();
        return at < 0 ? null : ((int)(at / Features), (int)(at % Features));
    }

    /// <summary>The component of each row under a Gaussian mixture fitted to the training split: a baseline.</summary>
    public ReadOnlyMemory<int>? MixtureLabels => labels.Mixture;

    /// <summary>What <see cref="CopyRows"/> and <see cref="CopyRange"/> do to raw values.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>Whether raw values are bytes.</summary>
    public bool HoldsBytes => values.HoldsBytes;

    /// <summary>Whether raw values have more digits than single precision holds.</summary>
    public bool IsWide => values.IsWide;

    /// <summary>SHA-256, in lower-case hexadecimal, over shape, raw values and true labels: equal for equal data,
    /// whatever its name, file compression or preprocessing. Computed once, when first asked for.</summary>
    public string Fingerprint => fingerprint.Value;

    /// <summary>Byte data [rows, features] in row order, under <see cref="Preprocessing.ByteScaling"/>. An empty
    /// <paramref name="labels"/> means none.</summary>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    public static Dataset FromBytes(
        string name, ReadOnlySpan<byte> values, int features, ImageShape? image = null, ReadOnlySpan<int> labels = default) =>
        AdoptBytes(name, values.ToArray(), features, image, labels.IsEmpty ? null : labels.ToArray());

    /// <summary>Number data [rows, features] in row order, under <see cref="Preprocessing.None"/>; NaN is a missing value. An empty
    /// <paramref name="labels"/> means none.</summary>
    /// <exception cref="ArgumentException">The lengths do not fit together, or a value is infinite.</exception>
    public static Dataset FromFloats(
        string name, ReadOnlySpan<float> values, int features, ImageShape? image = null, ReadOnlySpan<int> labels = default)
    {
        foreach (var value in values)
            if (float.IsInfinity(value)) throw new ArgumentException("Values must not be infinite.", nameof(values));
        return Of(name, new FloatRows(values.ToArray(), features), image, labels.IsEmpty ? null : labels.ToArray());
    }

    /// <summary>Number data in double precision, which they keep where single would lose too much.</summary>
    /// <exception cref="ArgumentException">These are not whole rows.</exception>
    internal static Dataset FromDoubles(string name, double[] values, int features, ImageShape? image = null) =>
        Over(name, new RowArrays([], [], values).Storage(features), image);

    /// <summary>As <see cref="FromBytes"/>, but keeps the arrays: for readers that made them and forget them.</summary>
    internal static Dataset AdoptBytes(string name, byte[] values, int features, ImageShape? image, int[]? labels) =>
        Of(name, new ByteRows(values, features), image, labels);

    /// <summary>Values wherever they are kept, under the preprocessing of <see cref="FromBytes"/> or <see cref="FromFloats"/>.</summary>
    internal static Dataset Over(string name, RowStorage values, ImageShape? image) => Of(name, values, image, null);

    /// <summary>The rows of several data sets of one kind, one after another, without labels.</summary>
    internal static Dataset Join(string name, IEnumerable<Dataset> parts) =>
        Over(name, new JoinedRows([.. parts.Select(part => part.values)]), parts.First().Image).Rounded();

    /// <summary>The same values without the digits that are not needed.</summary>
    internal Dataset Rounded() =>
        RoundedRows.WherePossible(values) is var rounded && rounded == values ? this : Over(Name, rounded, Image);

    /// <summary>The label of a row whose class is not known.</summary>
    public const int Unknown = -1;

    /// <summary>The same values (shared, not copied) with labels, <see cref="Unknown"/> among them or not, and the names of their
    /// classes.</summary>
    /// <exception cref="ArgumentException">There is not one label per row.</exception>
    public Dataset WithLabels(ReadOnlySpan<int> labels, Arr<string> classNames = default) =>
        new(Name, values, Image, this.labels.With(labels.ToArray(), classNames), Preprocessing);

    /// <summary>Whether there are several rows, and all of them are equal.</summary>
    internal bool IsConstant()
    {
        var (first, other) = (new float[Features], new float[Features]);
        CopyRange(0, 1, first);
        for (var row = 1; row < Rows; row++)
        {
            CopyRange(row, 1, other);
            if (!other.AsSpan().SequenceEqual(first))
                return false;
        }

        return Rows > 1;
    }

    /// <summary>The first feature without a value in any row, or -1.</summary>
    internal int FirstEmptyFeature() => HoldsBytes ? -1 : values.FirstEmptyFeature();

    /// <summary>The same raw values (shared, not copied) under another preprocessing.</summary>
    /// <exception cref="ArgumentException">It was fitted to another number of features.</exception>
    public Dataset With(Preprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        return new(Name, values, Image, labels, preprocessing, fingerprint);
    }

    /// <summary>The same data with <see cref="MixtureLabels"/>.</summary>
    /// <exception cref="ArgumentException">There is not one label per row.</exception>
    public Dataset WithMixtureLabels(ReadOnlySpan<int> labels) =>
        new(Name, values, Image, this.labels with { Mixture = labels.ToArray() }, Preprocessing, fingerprint);

    /// <summary>So many rows, evenly spread over all of them and in their order; all where there are no more.</summary>
    internal Dataset Spread(int most) => most >= Rows
        ? this
        : Subset(Name, EvenlySpread(Rows, most));

    private static int[] EvenlySpread(int rows, int most) => [.. Enumerable.Range(0, most).Select(i => (int)((long)i * rows / most))];

    /// <summary>The given rows, in the given order, with their labels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A row does not exist.</exception>
    public Dataset Subset(string name, ReadOnlySpan<int> rows)
    {
        RequireRows(rows);
        return new(name, values.Take(rows), Image, labels.Take(rows), Preprocessing);
    }

    /// <summary>Writes the given rows, preprocessed, as [rows, features] into the start of <paramref name="output"/>.
    /// Allocates nothing.</summary>
    /// <exception cref="ArgumentException">The output is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A row does not exist.</exception>
    public void CopyRows(ReadOnlySpan<int> rows, Span<float> output)
    {
        RequireRows(rows);
        var target = Room(rows.Length, output);
        for (var i = 0; i < rows.Length; i++)
        {
            if (i + FetchedRows < rows.Length) values.Fetch(rows[i + FetchedRows]);
            values.Copy(rows[i], 1, target.Slice(i * Features, Features), origin);
        }

        Preprocessing.Apply(target, offset, scale);
    }

    /// <summary>Writes <paramref name="rows"/> rows from <paramref name="firstRow"/> on, preprocessed, as
    /// [rows, features] into the start of <paramref name="output"/>. Allocates nothing.</summary>
    /// <exception cref="ArgumentException">The output is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A row does not exist.</exception>
    public void CopyRange(int firstRow, int rows, Span<float> output)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, Rows - firstRow);
        var target = Room(rows, output);
        values.Copy(firstRow, rows, target, origin);
        Preprocessing.Apply(target, offset, scale);
    }

    /// <summary>Writes raw rows with all their digits.</summary>
    internal void CopyRaw(int firstRow, int rows, Span<double> output) => values.CopyRaw(firstRow, rows, output[..(rows * Features)]);

    /// <summary>What the raw values of each feature come to.</summary>
    internal JsonArray DescribeFeatures()
    {
        var statistics = Enumerable.Range(0, Features).Select(_ => new ColumnStatistics()).ToArray();
        ForEachRaw(rows =>
        {
            for (var i = 0; i < rows.Length; i++) statistics[i % statistics.Length].Add(rows[i]);
        });
        return [.. statistics.Select((found, f) => (JsonNode)found.WriteTo(new JsonObject { ["feature"] = f }))];
    }

    /// <summary>Calls for all raw values in row order, a piece of whole rows at a time.</summary>
    internal void ForEachRaw(RowStorage.ValuesAction<double> use) => values.ForEachRaw(use);

    /// <summary>The rows whose class is known, or of more than <paramref name="most"/> so many, evenly spread over them, with their
    /// <see cref="Labels"/>; null where there is no such row.</summary>
    public Dataset? Labelled(int most = int.MaxValue)
    {
        if (Labels is not null && Rows <= most)
            return this;
        var known = LabelledRows().ToArray();
        var rows = known.Length <= most ? known : System.Array.ConvertAll(EvenlySpread(known.Length, most), i => known[i]);
        return rows.Length == 0 ? null
            : Subset(Name, rows).WithLabels(System.Array.ConvertAll(rows, row => KnownLabels!.Value.Span[row]), ClassNames);
    }

    /// <summary>The numbers of the rows whose class is known, in order.</summary>
    public IEnumerable<int> LabelledRows() => labels.KnownRows(Rows);

    /// <summary>These rows will be asked for soon: a hint for those that are on a disk.</summary>
    internal void Expect(int firstRow, int rows) => values.Expect(firstRow, rows);

    /// <summary>Writes the known classes of the given rows as one-hot rows, zeros where there is none. Allocates nothing.</summary>
    internal void CopyKnownClasses(ReadOnlySpan<int> rows, Span<float> output) => labels.CopyKnown(rows, output);

    /// <summary>All rows, preprocessed, with 0, the training mean, where a value is missing, as [rows, features]: for methods that take
    /// whole rows alone.</summary>
    /// <exception cref="OverflowException">They do not fit into one array.</exception>
    public float[] ToFilledArray()
    {
        var values = new float[checked(Rows * Features)];
        CopyRange(0, Rows, values);
        Preprocessing.FillMissing(values);
        return values;
    }

    private Span<float> Room(int rows, Span<float> output)
    {
        var needed = (long)rows * Features;
        if (output.Length < needed) throw new ArgumentException("The output has no room for the rows.", nameof(output));
        return output[..(int)needed];
    }

    private void RequireRows(ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
            if ((uint)row >= (uint)Rows) throw new ArgumentOutOfRangeException(nameof(rows), row, "There is no such row.");
    }

    private static Dataset Of(string name, RowStorage values, ImageShape? image, int[]? labels) =>
        new(name, values, image, new RowLabels().With(labels), values.HoldsBytes ? new Preprocessing.ByteScaling()
            : new Preprocessing.None());

    private string ComputeFingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(HoldsBytes ? "bytes" : IsWide ? "double" : "float"));
        var image = Image ?? new ImageShape(0, 0, 0);
        Integers.AppendTo(hash, [Rows, Features, image.Height, image.Width, image.Channels, KnownLabels is null ? 0 : 1]);
        values.AppendTo(hash);
        if (KnownLabels is { } labels) Integers.AppendTo(hash, labels.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
