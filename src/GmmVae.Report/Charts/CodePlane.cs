using GmmVae.Domain.Clustering;

namespace GmmVae.Report.Charts;

/// <summary>Codes in two dimensions, for pictures.</summary>
internal static class CodePlane
{
    /// <summary>
    /// Codes [rows, width] as points [rows, 2]: as they are, or along the first two principal components where there are
    /// more, with the share of the variance that each explains (NaN where the code has two dimensions).
    /// </summary>
    internal static (double[] Points, (double First, double Second) Explained) Of(float[] codes, int rows, int width)
    {
        if (width == 1)
            return ([.. codes.SelectMany(code => new[] { code, 0.0 })], (1, 0));
        if (width == 2)
            return ([.. codes.Select(code => (double)code)], (double.NaN, double.NaN));
        var fitted = PrincipalComponents.Fit(codes, rows, width, 2);
        return (fitted.Project(codes, rows), (fitted.ExplainedVarianceRatio[0], fitted.ExplainedVarianceRatio[1]));
    }

    /// <summary>What both axes show.</summary>
    internal static (string X, string Y) Axes((double First, double Second) explained)
    {
        return double.IsNaN(explained.First)
            ? ("first dimension", "second dimension")
            : (Component("first", explained.First), Component("second", explained.Second));

        static string Component(string which, double share) =>
            FormattableString.Invariant($"{which} principal component ({100 * share:F1} % of variance)");
    }
}
