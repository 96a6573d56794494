namespace GmmVae.Engine;

/// <summary>Text from a file, fit for a message.</summary>
internal static class ShownText
{
    private const int Longest = 40;

    /// <summary>On one line and not too long.</summary>
    public static string Of(string text)
    {
        var plain = string.Concat(text.Take(Longest).Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));
        return text.Length <= Longest ? plain : plain + "...";
    }
}
