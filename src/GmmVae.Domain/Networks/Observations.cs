using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain;

/// <summary>
/// Observations as a model reads them. Where it masks what is missing, a value that is NaN is read as 0, which is the training mean
/// after standardisation, and counts in no likelihood: under values missing at random that leaves the likelihood of what was
/// observed (arXiv:1807.03653).
/// </summary>
/// <param name="Values">Numbers alone, [rows, features].</param>
/// <param name="Present">1 where there was a value, 0 where there was none, [rows, features]; none where all must be there.</param>
public sealed record Observations(Sym Values, Option<Sym> Present)
{
    /// <summary>Data [rows, features] as <paramref name="spec"/> reads them; NaN is a missing value where <see cref="ModelSpec.MasksMissing"/> says so.</summary>
    public static Observations Of(ModelSpec spec, Sym data) => spec.MasksMissing ? Masked(data) : Whole(data);

    /// <summary>Data of which every value is there.</summary>
    public static Observations Whole(Sym data) => new(data, None);

    /// <summary>Data in which NaN is a missing value; infinities stay what they are.</summary>
    public static Observations Masked(Sym data) => data.Builder.Within("data", () =>
    {
        // Whatever is on one side of an infinity or the other is a number.
        var present = data.Greater(data.Builder.Constant(double.NegativeInfinity)).Maximum(data.Builder.Constant(double.PositiveInfinity).AlongLeading(data.Shape).Greater(data));
        return new Observations(present.Select(data, data.Builder.Constant(0)), present);
    });

    /// <summary>One view's rows: [batch·views, features] to [batch, features].</summary>
    public Observations View(int view, int views) => new(Values.View(view, views), Present.Map(mask => mask.View(view, views)));

    /// <summary>Each row repeated: [batch, features] to [batch·samples, features].</summary>
    public Observations RepeatRows(int samples) => new(Values.RepeatRows(samples), Present.Map(mask => mask.RepeatRows(samples)));

    /// <summary>The sum over the features that are there: [rows, features] to [rows].</summary>
    internal Sym SumOverPresent(Sym perFeature) =>
        Present.Match(mask => mask.Select(perFeature, perFeature.Builder.Constant(0)), () => perFeature).Sum(-1);
}
