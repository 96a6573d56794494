using System.CommandLine;
using System.Globalization;

namespace GmmVae.Cli;

/// <summary>Options whose value is a number, in the invariant notation whatever the user's language.</summary>
internal static class NumberOption
{
    /// <summary>An option of type <c>int?</c>, <c>ulong?</c> or <c>double?</c>; other words are refused by the option's name.</summary>
    internal static Option<T> Create<T>(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            if (Parse(typeof(T), word) is T value)
                return value;
            result.AddError($"{name}: '{word}' is not {Wanted(typeof(T))}");
            return default;
        },
    };

    private static object? Parse(Type type, string word) =>
        type == typeof(int?) ? int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null
        : type == typeof(ulong?) ? ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var natural) ? natural : null
        : double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real : null;

    private static string Wanted(Type type) =>
        type == typeof(int?) ? "a whole number such as 10"
        : type == typeof(ulong?) ? "a whole number of at least 0"
        : "a number such as 0.001";
}
