using System.Globalization;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae;

/// <summary>
/// The number of clusters K: a number, or several numbers of which the one with the most stable clusters is chosen,
/// without labels.
/// </summary>
/// <remarks>Immutable; equality is by value. The training checks the numbers.</remarks>
/// <example><code>
/// new GaussianMixtureVaeOptions { Clusters = 3 }
/// new GaussianMixtureVaeOptions { Preset = "clustering", Clusters = ClusterCount.Auto }
/// new GaussianMixtureVaeOptions { Preset = "clustering", Clusters = ClusterCount.Among(4, 5, 6) }
/// </code></example>
public sealed record ClusterCount
{
    private const string AutoWord = "auto";

    private readonly Arr<int> choices;

    private ClusterCount(int? given, Arr<int> choices) => (Given, this.choices) = (given, choices);

    /// <summary>To be chosen among 6, 8, 10, 12, 16 and 20.</summary>
    public static ClusterCount Auto { get; } = Among(6, 8, 10, 12, 16, 20);

    /// <summary>The number, if it is not to be chosen.</summary>
    public int? Given { get; }

    /// <summary>The numbers to choose among, if it is.</summary>
    public IReadOnlyList<int> Choices => choices;

    /// <summary>A number that is given.</summary>
    public static implicit operator ClusterCount(int clusters) => Of(clusters);

    /// <summary>A number that is given.</summary>
    public static ClusterCount Of(int clusters) => new(clusters, Arr<int>.Empty);

    /// <summary>To be chosen among some numbers, for the preset <c>clustering</c> with several restarts.</summary>
    public static ClusterCount Among(params IEnumerable<int> choices) => new(null, toArray(choices));

    /// <summary><c>10</c>, <c>auto</c> or <c>auto:4,5,6</c>; null for other words.</summary>
    public static ClusterCount? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == AutoWord)
            return Auto;
        if (!text.StartsWith(AutoWord + ":", StringComparison.Ordinal))
            return Number(text) is { } given ? Of(given) : null;
        var choices = text[(AutoWord.Length + 1)..].Split(',').Select(Number).ToArray();
        return choices.All(choice => choice is not null) ? Among(choices.OfType<int>()) : null;
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => Given is { } number
        ? number.ToString(CultureInfo.InvariantCulture)
        : $"{AutoWord}:{string.Join(',', choices.Map(choice => choice.ToString(CultureInfo.InvariantCulture)))}";

    private static int? Number(string word) =>
        int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
