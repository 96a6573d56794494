using System.Globalization;
using System.Text;

namespace GmmVae.Domain;

/// <summary>
/// Text as it may be told: what a terminal would obey, or a reader not see, is written as its code, <c>\u001b</c> say. Names and words
/// from files come to people through here, in messages, on the terminal and in logs.
/// </summary>
internal static class PlainText
{
    /// <summary>The text, of which line feeds and tabs alone do what they are for.</summary>
    internal static string Of(string text) => Escape(text, IsObeyed);

    /// <summary>The text on one line.</summary>
    internal static string OneLine(string text) => Escape(text, character => IsObeyed(character) || character is '\n' or '\t');

    private static string Escape(string text, Func<char, bool> isEscaped)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Any(isEscaped))
            return text;
        var plain = new StringBuilder(text.Length + 16);
        foreach (var character in text)
            _ = isEscaped(character)
                ? plain.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}")
                : plain.Append(character);
        return plain.ToString();
    }

    // Control characters of both sets, separators of lines and paragraphs, and marks that turn the direction of what follows.
    private static bool IsObeyed(char character) =>
        (char.IsControl(character) && character is not ('\n' or '\t'))
        || character is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
