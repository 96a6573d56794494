using GmmVae.Domain.Graphs;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Models;

/// <summary>The rules that specifications obey, one function each; their errors accumulate.</summary>
internal static class SpecRules
{
    private const int LargestKernel = 4096;
    private const int MostPatchNumbers = 1 << 24;

    /// <summary>The most features of a row of data.</summary>
    internal const int MostFeatures = 1_000_000;

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
    public static Option<SpecError> Within(Setting setting, long value, long low, long high = int.MaxValue) =>
        Rule(value >= low && value <= high, setting, high == int.MaxValue
            ? (ErrorText)$"must be at least {low}, is {value}"
            : $"must be from {low} to {high}, is {value}");

    /// <summary>A finite number above zero.</summary>
    public static Option<SpecError> Positive(Setting setting, double value) =>
        Rule(double.IsFinite(value) && value > 0, setting, $"must be a number above 0, is {value}");

    /// <summary>A finite number of at least zero.</summary>
    public static Option<SpecError> NotNegative(Setting setting, double value) =>
        Rule(double.IsFinite(value) && value >= 0, setting, $"must be a number of at least 0, is {value}");

    /// <summary>A number from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public static Option<SpecError> Between(Setting setting, double value, double low, double high) =>
        Rule(value >= low && value <= high, setting, $"must be from {low} to {high}, is {value}");

    /// <summary>A number of at least zero and below one.</summary>
    public static Option<SpecError> Fraction(Setting setting, double value) =>
        Rule(value is >= 0 and < 1, setting, $"must be at least 0 and below 1, is {value}");

    /// <summary>A share of each parameter that a step takes away, at most all of it; numbers that are not finite break other
    /// rules.</summary>
    public static Option<SpecError> Shrinkage(Setting setting, double share) =>
        Rule(!(double.IsFinite(share) && share > 1), setting, $"times {Setting.LearningRate} must be at most 1, is {share}");

    /// <summary>No more clusters than rows to learn from.</summary>
    public static Option<SpecError> ClustersOf(int rows, int clusters) =>
        Rule(clusters <= Math.Max(rows, 1), Setting.Clusters,
            $"must be at most the number of rows to learn from, {rows}, is {clusters}; give fewer clusters or more rows");

    /// <summary>Layer widths of at least one each.</summary>
    public static Option<SpecError> Widths(Setting setting, Arr<int> widths) =>
        Rule(widths.ForAll(width => width is >= 1 and <= 65536), setting,
            $"layer widths must be from 1 to 65536, are {string.Join(",", widths)}");

    /// <summary>Data whose rows are images, not beyond the most features that data may have.</summary>
    public static Option<SpecError> HasImages(Setting setting, ImageShape? image) =>
        image is { Height: > 0, Width: > 0, Channels: > 0 } shape
            ? Rule(NumbersOf(shape) <= MostFeatures, setting, $"images {shape} have more than {MostFeatures} numbers")
            : new SpecError(setting, $"needs images, which the rows of this data are not");

    /// <summary>At least one convolution, each with channels, kernel and stride of at least one and less padding than kernel.</summary>
    public static Option<SpecError> Convolutions(Setting setting, Arr<ConvolutionLayer> layers) =>
        Rule(
            !layers.IsEmpty && layers.ForAll(IsSound),
            setting,
            $"convolutions must have channels, kernel and stride from 1 to {LargestKernel} and less padding than kernel, are {string.Join(",", layers)}");

    /// <summary>
    /// Convolutions whose kernels fit the images that they read, and whose weights and patches of one image are not too many.
    /// What other rules refuse is not looked at.
    /// </summary>
    public static Option<SpecError> Fit(Setting setting, ImageShape? image, Arr<ConvolutionLayer> layers)
    {
        if (HasImages(setting, image).IsSome || !layers.ForAll(IsSound))
            return None;
        foreach (var (grid, layer) in ConvolutionalSpec.GridsOf(image!.Value, layers).Zip(layers))
        {
            if (grid.Problem is { } problem)
                return new SpecError(setting, $"{layer} {problem}");
            var patch = (double)layer.Kernel * layer.Kernel * grid.Image.Channels;
            if (patch * Math.Max((double)grid.Rows * grid.Columns, layer.Channels) > MostPatchNumbers)
                return new SpecError(setting,
                    $"{layer} on images {grid.Image} has more than {MostPatchNumbers} weights or numbers in patches");
        }

        return None;
    }

    /// <summary>Layers for images of as many features as the model has.</summary>
    public static Option<SpecError> OfFeatures(Setting setting, TrunkSpec trunk, int features) =>
        trunk is ConvolutionalSpec { Image: var image }
            ? Rule(NumbersOf(image) == features, setting, $"is for images {image}, not for rows of {features} features")
            : None;

    /// <summary>Probabilities above zero that sum to one.</summary>
    public static Option<SpecError> Distribution(Setting setting, Arr<double> weights) =>
        Rule(
            weights.ForAll(weight => double.IsFinite(weight) && weight > 0) && Math.Abs(weights.Sum() - 1) <= 1e-9,
            setting,
            $"the prior weights of the clusters must be above 0 and sum to 1");

    /// <summary>A lower bound below an upper bound, both finite and within what exp can take in single precision.</summary>
    public static Option<SpecError> Bounds(Setting setting, LogVarianceBounds bounds) =>
        Rule(
            bounds.Low >= -40 && bounds.High <= 40 && bounds.Low < bounds.High,
            setting,
            $"log-variance bounds must satisfy -40 <= low < high <= 40, are {bounds.Low} and {bounds.High}");

    /// <summary>A Gaussian likelihood's variance is a finite number above zero.</summary>
    public static Option<SpecError> Variance(Likelihood likelihood) =>
        likelihood is Likelihood.Gaussian gaussian ? Positive(Setting.Variance, gaussian.InitialVariance) : None;

    /// <summary>Data in the range that a Bernoulli likelihood needs.</summary>
    public static Option<SpecError> Suits(Likelihood likelihood, bool dataInUnitInterval) =>
        Rule(
            likelihood is not Likelihood.Bernoulli || dataInUnitInterval,
            Setting.Likelihood,
            $"bernoulli needs data between 0 and 1; use gaussian for this data");

    private static double NumbersOf(ImageShape image) => (double)image.Height * image.Width * image.Channels;

    private static bool IsSound(ConvolutionLayer layer) =>
        layer is { Channels: >= 1 and <= LargestKernel, Kernel: >= 1 and <= LargestKernel, Stride: >= 1 and <= LargestKernel, Padding: >=
            0 }
        && layer.Padding < layer.Kernel;

    private static Option<SpecError> Rule(bool holds, Setting setting, ErrorText problem) =>
        holds ? None : Some(new SpecError(setting, problem));
}

/// <summary>One thing wrong with a specification.</summary>
/// <param name="Setting">The setting that it is about.</param>
/// <param name="Problem">What is wrong with its value and what would be right.</param>
public sealed record SpecError(Setting Setting, ErrorText Problem)
{
    /// <summary>The setting and what is wrong: <c>Latent: must be at least 1, is 0</c>.</summary>
    public ErrorText Text => $"{Setting}: {Problem}";

    /// <summary>The text with settings under their own names.</summary>
    public override string ToString() => Text.ToString();
}
