using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain;

/// <summary>The rules that specifications obey, one function each; their errors accumulate.</summary>
public static class SpecRules
{
    /// <summary>The value, or the errors of every rule that failed.</summary>
    public static Validation<SpecError, T> Validate<T>(Func<T> value, params Option<SpecError>[] rules)
    {
        // An array, for a sequence that is still to be computed loses elements when three are joined (LanguageExt 3.4.13).
        var errors = rules.Somes().ToArray();
        return errors.Length == 0 ? Success<SpecError, T>(value()) : Validation<SpecError, T>.Fail(errors.ToSeq());
    }

    /// <summary>Nothing, or the errors of every rule that failed.</summary>
    public static Validation<SpecError, Unit> All(params Option<SpecError>[] rules) => Validate(() => unit, rules);

    /// <summary>A whole number from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public static Option<SpecError> Within(string option, long value, long low, long high = int.MaxValue) =>
        Rule(value >= low && value <= high, option, high == int.MaxValue
            ? FormattableString.Invariant($"must be at least {low}, is {value}")
            : FormattableString.Invariant($"must be from {low} to {high}, is {value}"));

    /// <summary>A finite number above zero.</summary>
    public static Option<SpecError> Positive(string option, double value) =>
        Rule(double.IsFinite(value) && value > 0, option, FormattableString.Invariant($"must be a number above 0, is {value}"));

    /// <summary>A finite number of at least zero.</summary>
    public static Option<SpecError> NotNegative(string option, double value) =>
        Rule(double.IsFinite(value) && value >= 0, option, FormattableString.Invariant($"must be a number of at least 0, is {value}"));

    /// <summary>A number from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public static Option<SpecError> Between(string option, double value, double low, double high) =>
        Rule(value >= low && value <= high, option, FormattableString.Invariant($"must be from {low} to {high}, is {value}"));

    /// <summary>A number of at least zero and below one.</summary>
    public static Option<SpecError> Fraction(string option, double value) =>
        Rule(value is >= 0 and < 1, option, FormattableString.Invariant($"must be at least 0 and below 1, is {value}"));

    /// <summary>A share of each parameter that a step takes away, at most all of it; numbers that are not finite break other rules.</summary>
    public static Option<SpecError> Shrinkage(string option, double share) =>
        Rule(!(double.IsFinite(share) && share > 1), option, FormattableString.Invariant($"times --learning-rate must be at most 1, is {share}"));

    /// <summary>Layer widths of at least one each.</summary>
    public static Option<SpecError> Widths(string option, Arr<int> widths) =>
        Rule(widths.ForAll(width => width is >= 1 and <= 65536), option, $"layer widths must be from 1 to 65536, are {string.Join(",", widths)}");

    /// <summary>Probabilities above zero that sum to one.</summary>
    public static Option<SpecError> Distribution(string option, Arr<double> weights) =>
        Rule(
            weights.ForAll(weight => double.IsFinite(weight) && weight > 0) && Math.Abs(weights.Sum() - 1) <= 1e-9,
            option,
            "the prior weights of the clusters must be above 0 and sum to 1");

    /// <summary>A lower bound below an upper bound, both finite and within what exp can take in single precision.</summary>
    public static Option<SpecError> Bounds(string option, LogVarianceBounds bounds) =>
        Rule(
            bounds.Low >= -40 && bounds.High <= 40 && bounds.Low < bounds.High,
            option,
            FormattableString.Invariant($"log-variance bounds must satisfy -40 <= low < high <= 40, are {bounds.Low} and {bounds.High}"));

    /// <summary>A Gaussian likelihood's variance is a finite number above zero.</summary>
    public static Option<SpecError> Variance(Likelihood likelihood) =>
        likelihood is Likelihood.Gaussian gaussian ? Positive("--variance", gaussian.InitialVariance) : None;

    /// <summary>Data in the range that a Bernoulli likelihood needs.</summary>
    public static Option<SpecError> Suits(Likelihood likelihood, bool dataInUnitInterval) =>
        Rule(
            likelihood is not Likelihood.Bernoulli || dataInUnitInterval,
            "--likelihood",
            "bernoulli needs data between 0 and 1; use gaussian for this data");

    private static Option<SpecError> Rule(bool holds, string option, string message) =>
        holds ? None : Some(new SpecError(option, message));
}
