using System.Globalization;
using System.Text.RegularExpressions;
using GmmVae.Domain.Graphs;

namespace GmmVae;

/// <summary>Puts messages that speak of the command line's options into words of the options' properties.</summary>
internal static partial class OptionWords
{
    internal static T InProperties<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (GmmVaeException failure)
        {
            throw new GmmVaeException(failure.Kind, failure.Errors.Select(InProperties));
        }
    }

    /// <summary><c>--learning-rate</c> becomes <c>LearningRate</c>, <c>--no-batch-norm</c> <c>BatchNorm = false</c>.</summary>
    internal static string InProperties(string message) => Option().Replace(
        message, match => Name(match.Groups["name"].Value) + (match.Groups["no"].Success ? " = false" : ""));

    private static string Name(string option) =>
        CultureInfo.InvariantCulture.TextInfo.ToTitleCase(option).Replace("-", "", StringComparison.Ordinal);

    [GeneratedRegex("--(?<no>no-)?(?<name>[a-z][a-z-]*[a-z])")]
    private static partial Regex Option();
}
