using System.Diagnostics;
using System.Numerics;
using GmmVae.Domain;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Data;

/// <summary>
/// What is done to raw values before a model sees them: a closed set of cases made of plain numbers, so that it can
/// be saved with a model and applied to new data.
/// </summary>
/// <remarks>Immutable; equality is by value. The arithmetic is single precision, one correctly rounded operation at
/// a time, so it gives the same bits on every machine.</remarks>
internal abstract record Preprocessing
{
    private protected Preprocessing()
    {
    }

    /// <summary>Values are used as they are.</summary>
    public sealed record None : Preprocessing;

    /// <summary>Bytes become grey levels in [0, 1]: value / 255.</summary>
    public sealed record ByteScaling : Preprocessing;

    /// <summary>Each feature becomes (value − offset) / scale; a missing value stays NaN.</summary>
    /// <param name="Offset">Per feature, its mean on the training split; 0 where that is its origin.</param>
    /// <param name="Scale">Per feature, its standard deviation on the training split (the root of the mean squared
    /// deviation), or 1 where the feature is constant.</param>
    public sealed record Standardisation(Arr<float> Offset, Arr<float> Scale) : Preprocessing
    {
        /// <summary>Per feature, what is taken off in double precision before a value is rounded to single: the mean where rounding
        /// first would lose too much (<see cref="SinglePrecision"/>), else 0. Empty where that is so of all features.</summary>
        public Arr<double> Origin { get; init; } = Arr<double>.Empty;
    }

    /// <summary>Fits a <see cref="Standardisation"/> to the raw values of <paramref name="train"/>, in double
    /// precision, summing in row order (two passes: means, then deviations from them). Missing values (NaN) do not
    /// count; a feature without any value gets offset 0 and scale 1.</summary>
    public static Standardisation FitStandardisation(Dataset train)
    {
        ArgumentNullException.ThrowIfNull(train);
        var isWide = WideFeatures(train);
        var mean = new double[train.Features];
        var square = new double[train.Features];
        var count = new long[train.Features];
        train.ForEachRaw(rows =>
        {
            for (var i = 0; i < rows.Length; i++)
                if (!double.IsNaN(rows[i]))
                {
                    mean[i % mean.Length] += Value(rows, i);
                    count[i % mean.Length]++;
                }
        });
        for (var f = 0; f < mean.Length; f++) mean[f] /= Math.Max(count[f], 1);
        train.ForEachRaw(rows =>
        {
            for (var i = 0; i < rows.Length; i++)
                if (!double.IsNaN(rows[i]) && Value(rows, i) - mean[i % mean.Length] is var deviation)
                    square[i % mean.Length] += deviation * deviation;
        });
        var scale = new float[square.Length];
        for (var f = 0; f < scale.Length; f++)
            scale[f] = (float)Math.Sqrt(square[f] / Math.Max(count[f], 1)) is var d && d > 0 ? d : 1f;
        return new Standardisation(toArray(mean.Select((m, f) => isWide[f] ? 0 : (float)m)), toArray(scale))
        {
            Origin = isWide.Contains(true) ? toArray(mean.Select((m, f) => isWide[f] ? m : 0)) : Arr<double>.Empty,
        };

        // As it will be, so that a feature is not changed by what the others need.
        double Value(ReadOnlySpan<double> rows, int i) => isWide[i % isWide.Length] ? rows[i] : (float)rows[i];
    }

    private static bool[] WideFeatures(Dataset train)
    {
        var loss = new SinglePrecision(train.Features);
        if (train.IsWide)
            train.ForEachRaw(loss.Add);
        return loss.TooMuchOfVariation();
    }

    /// <summary>Applies this to raw <paramref name="values"/> [rows, features], less their <see cref="OriginOfRaw"/>, in place.</summary>
    /// <exception cref="ArgumentException">The length is no multiple of <paramref name="features"/>, or this was
    /// fitted to another number of features.</exception>
    public void Apply(Span<float> values, int features)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        if (values.Length % features != 0) throw new ArgumentException("Whole rows are needed.", nameof(values));
        RequireFits(features);
        var (offset, scale) = Coefficients();
        Apply(values, offset, scale);
    }

    /// <summary>Puts 0, the training mean, where a preprocessed value is missing: for methods that take whole rows alone.</summary>
    internal static void FillMissing(Span<float> values)
    {
        foreach (ref var value in values)
            value = float.IsNaN(value) ? 0 : value;
    }

    /// <summary>Throws where this was fitted to another number of features.</summary>
    internal void RequireFits(int features)
    {
        if (this is Standardisation s
            && (s.Offset.Count != features || s.Scale.Count != features || (s.Origin.Count != 0 && s.Origin.Count != features)))
            throw new ArgumentException("The standardisation was fitted to another number of features.");
    }

    /// <summary>What is taken off raw values before they are rounded to single precision, per feature; empty for nothing.</summary>
    internal double[] OriginOfRaw() => this is Standardisation { Origin: var origin } ? origin.ToArray() : [];

    /// <summary>Offset and scale as arrays: empty for none, one element where all features share it.</summary>
    internal (float[] Offset, float[] Scale) Coefficients() => this switch
    {
        None => ([], []),
        ByteScaling => ([0f], [255f]),
        Standardisation s => (s.Offset.ToArray(), s.Scale.ToArray()),
        _ => throw new UnreachableException(),
    };

    /// <summary>(value − offset) / scale over whole rows, in place; element by element, whatever the vector width. Every NaN becomes the
    /// same bits, so that nothing depends on which NaN stands for a missing value.</summary>
    internal static void Apply(Span<float> values, float[] offset, float[] scale)
    {
        if (offset.Length == 0) return;
        if (offset.Length == 1)
        {
            ApplyUniform(values, offset[0], scale[0]);
            return;
        }

        for (; !values.IsEmpty; values = values[offset.Length..])
        {
            var f = 0;
            for (; f <= offset.Length - Vector<float>.Count; f += Vector<float>.Count)
            {
                var x = new Vector<float>(values[f..]);
                OneNaN((x - new Vector<float>(offset, f)) / new Vector<float>(scale, f)).CopyTo(values[f..]);
            }

            for (; f < offset.Length; f++) values[f] = OneNaN((values[f] - offset[f]) / scale[f]);
        }
    }

    private static void ApplyUniform(Span<float> values, float offset, float scale)
    {
        var (o, s) = (new Vector<float>(offset), new Vector<float>(scale));
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            OneNaN((new Vector<float>(values[i..]) - o) / s).CopyTo(values[i..]);
        for (; i < values.Length; i++) values[i] = OneNaN((values[i] - offset) / scale);
    }

    private static Vector<float> OneNaN(Vector<float> values) =>
        Vector.ConditionalSelect(Vector.Equals(values, values), values, new Vector<float>(float.NaN));

    private static float OneNaN(float value) => float.IsNaN(value) ? float.NaN : value;
}

/// <summary>Brings what a model generates back to the units of its data.</summary>
internal static class Units
{
    /// <summary>As <see cref="Restore(Preprocessing, Span{float})"/>, with the digits that single precision does not hold: null where there
    /// are none.</summary>
    public static double[]? RestoreWide(Preprocessing preprocessing, ReadOnlySpan<float> values)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        if (preprocessing.OriginOfRaw() is not { Length: > 0 } origin)
            return null;
        var (offset, scale) = preprocessing.Coefficients();
        var restored = new double[values.Length];
        for (var i = 0; i < restored.Length; i++)
        {
            var f = i % origin.Length;

            // A feature without an origin has the bits that it would have alone.
            restored[i] = origin[f] == 0 ? (values[i] * scale[f]) + offset[f] : ((double)values[i] * scale[f]) + offset[f] + origin[f];
        }

        return restored;
    }

    /// <summary>
    /// Undoes <paramref name="preprocessing"/> on whole rows, in place: standardised values become value · scale + offset.
    /// Grey levels stay in [0, 1], the units in which bytes are spoken of everywhere.
    /// </summary>
    public static void Restore(Preprocessing preprocessing, Span<float> values)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        if (preprocessing is Preprocessing.ByteScaling)
            return;
        var (offset, scale) = preprocessing.Coefficients();
        for (; offset.Length > 0 && !values.IsEmpty; values = values[offset.Length..])
            for (var f = 0; f < offset.Length; f++)
                values[f] = (values[f] * scale[f]) + offset[f];
    }
}

/// <summary>A value is missing, and the model takes whole rows.</summary>
/// <remarks>Immutable; equality is by value.</remarks>
/// <param name="Where">The data, with the line or row and the column.</param>
/// <param name="IsTrained">Whether the model is trained already, so that masks come too late for it.</param>
internal sealed record MissingValue(string Where, bool IsTrained) : DataError
{
    /// <inheritdoc/>
    public override string Problem => $"The value is missing (see {Faq.MissingValues}).";

    /// <inheritdoc/>
    public override string Place => Where;

    /// <inheritdoc/>
    public override string Cure => Remedy.ToString();

    /// <inheritdoc/>
    public override ErrorText Text => $"{PlainText.OneLine(Problem)}\n  at {PlainText.OneLine(Place)}\n  {Remedy}";

    private ErrorText Remedy => IsTrained
        ? (ErrorText)$"The model was trained without {Setting.Missing} mask: fill the value in, leave the row out, or train anew with it."
        : $"Train with {Setting.Missing} mask, fill the value in, or leave the row or the column out.";
}
