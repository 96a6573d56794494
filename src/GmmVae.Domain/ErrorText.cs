using System.Globalization;
using System.Runtime.CompilerServices;

namespace GmmVae.Domain;

/// <summary>
/// What is told of an error. Settings stand in it as values, so that whoever shows it can call them as its own user does. It is written
/// as an interpolated string: <c>ErrorText text = $"must divide {Setting.Batch}, {batch}";</c>.
/// </summary>
/// <remarks>
/// Equality is by value. Numbers are written in the invariant notation. No string converts to it, since one that an interpolation has made
/// already would hold a setting's name and no setting: wrap a text as <c>$"{text}"</c>.
/// </remarks>
[InterpolatedStringHandler]
public sealed class ErrorText : IEquatable<ErrorText>
{
    // Texts and settings in turn.
    private readonly List<(string Text, Setting? Setting)> parts;

    /// <summary>Called by the compiler for an interpolated string.</summary>
    /// <param name="literalLength">Characters between the holes.</param>
    /// <param name="formattedCount">The number of holes.</param>
    public ErrorText(int literalLength, int formattedCount) => parts = new(Math.Min(literalLength, 1) + (2 * formattedCount));

    /// <summary>Texts one after another.</summary>
    public static ErrorText Join(string separator, IEnumerable<ErrorText> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ErrorText all = $"";
        foreach (var text in texts)
        {
            if (all.parts.Count > 0)
                all.AppendLiteral(separator);
            all.AppendFormatted(text);
        }

        return all;
    }

    /// <summary>Called by the compiler for what stands between the holes.</summary>
    public void AppendLiteral(string value) => parts.Add((value, null));

    /// <summary>Called by the compiler for a setting.</summary>
    public void AppendFormatted(Setting value) => parts.Add(("", value));

    /// <summary>Called by the compiler for a text with settings of its own.</summary>
    public void AppendFormatted(ErrorText value)
    {
        ArgumentNullException.ThrowIfNull(value);
        parts.AddRange(value.parts);
    }

    /// <summary>Called by the compiler for any other value, which is told as plain text: it may come from a file.</summary>
    public void AppendFormatted<T>(T value, string? format = null) =>
        AppendLiteral(PlainText.Of(
            (value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value?.ToString()) ?? ""));

    /// <summary>The text with settings under the names that they are given.</summary>
    public string Render(Func<Setting, string> nameOf)
    {
        ArgumentNullException.ThrowIfNull(nameOf);
        return string.Concat(parts.Select(part => part.Setting is { } setting ? nameOf(setting) : part.Text));
    }

    /// <summary>The text with settings under their own names.</summary>
    public override string ToString() => Render(setting => setting.ToString());

    /// <inheritdoc/>
    public bool Equals(ErrorText? other) =>
        other is not null && parts.Where(IsSetting).SequenceEqual(other.parts.Where(IsSetting)) && ToString() == other.ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ErrorText);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(ToString(), StringComparison.Ordinal);

    private static bool IsSetting((string Text, Setting? Setting) part) => part.Setting is not null;
}
