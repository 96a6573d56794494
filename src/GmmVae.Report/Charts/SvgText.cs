using System.Globalization;
using System.Text;

namespace GmmVae.Report.Charts;

/// <summary>
/// Writes an SVG drawing as text, one element a line. The same calls give the same bytes on every machine and under
/// every culture: coordinates are rounded to a tenth of a pixel and written with integers.
/// </summary>
internal sealed class SvgText
{
    /// <summary>
    /// Path data that make a dot: a stroke so short shows only its ends. Of no length at all, some programs draw nothing.
    /// </summary>
    public const string Dot = "h.1";

    private readonly StringBuilder body = new();

    /// <summary>Starts a drawing with its background, style sheet and title for screen readers.</summary>
    public SvgText(int width, int height, string title)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        var size = Invariant($"{width}");
        var tall = Invariant($"{height}");
        Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" role=\"img\" width=\"{size}\" ");
        Append($"height=\"{tall}\" viewBox=\"0 0 {size} {tall}\">\n");
        Append($"<title>{Escape(title)}</title>\n<style>\n{Palette.StyleSheet}</style>\n");
        Append($"<rect class=\"paper\" width=\"{size}\" height=\"{tall}\"/>\n");
    }

    /// <summary>A coordinate, rounded to one decimal, halves upwards; never "-0", never an exponent.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, "A coordinate must be finite.");
        var tenths = (long)Math.Floor((value * 10) + 0.5);
        var (whole, rest) = Math.DivRem(Math.Abs(tenths), 10);
        var sign = tenths < 0 ? "-" : "";
        return rest == 0 ? Invariant($"{sign}{whole}") : Invariant($"{sign}{whole}.{rest}");
    }

    /// <summary>Text as XML character data; characters that XML forbids become U+FFFD.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\t' or '\n' or '\r' => escaped.Append(' '),
                < 0x20 or 0xFFFE or 0xFFFF => escaped.Append('\uFFFD'),
                _ => escaped.Append(rune.ToString()),
            };
        }

        return escaped.ToString();
    }

    /// <summary>A generous estimate of a text's width in pixels, since the reader's font is not known.</summary>
    public static double WidthOf(string text, double fontSize) => 0.6 * fontSize * text.Length;

    /// <summary>Breaks a text between words so that lines are not wider than <paramref name="width"/>.</summary>
    public static IReadOnlyList<string> Wrap(string text, double fontSize, double width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : line + " " + word;
            if (line.Length > 0 && WidthOf(longer, fontSize) > width)
            {
                lines.Add(line);
                longer = word;
            }

            line = longer;
        }

        if (line.Length > 0)
            lines.Add(line);
        return lines;
    }

    public void Rectangle(string style, double left, double top, double width, double height, double opacity = 1)
    {
        var fade = opacity >= 1 ? "" : $" fill-opacity=\"{opacity.ToString("F3", CultureInfo.InvariantCulture)}\"";
        Append($"<rect class=\"{style}\" x=\"{Number(left)}\" y=\"{Number(top)}\" ");
        Append($"width=\"{Number(width)}\" height=\"{Number(height)}\"{fade}/>\n");
    }

    public void Line(string style, double x1, double y1, double x2, double y2)
    {
        Append($"<line class=\"{style}\" x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" ");
        Append($"x2=\"{Number(x2)}\" y2=\"{Number(y2)}\"/>\n");
    }

    /// <summary>A path, unless its data are empty.</summary>
    public void Path(string style, string data, double? strokeWidth = null)
    {
        if (data.Length == 0) return;
        var stroke = strokeWidth is { } width ? $" stroke-width=\"{Number(width)}\"" : "";
        Append($"<path class=\"{style}\"{stroke} d=\"{data}\"/>\n");
    }

    /// <summary>One line of text; <paramref name="y"/> is its base line.</summary>
    /// <param name="style">Classes: a size and a colour.</param>
    /// <param name="x">Where the text is anchored.</param>
    /// <param name="y">The base line.</param>
    /// <param name="text">What it says.</param>
    /// <param name="anchor">SVG's <c>start</c>, <c>middle</c> or <c>end</c>.</param>
    /// <param name="upwards">Whether the text reads upwards (vertical axes).</param>
    /// <param name="size">Font size in pixels, if not the one of the class.</param>
    public void Text(
        string style, double x, double y, string text, string anchor = "start", bool upwards = false,
        double? size = null)
    {
        var font = size is { } pixels ? $" style=\"font-size:{Number(pixels)}px\"" : "";
        var turn = upwards ? $" transform=\"rotate(-90 {Number(x)} {Number(y)})\"" : "";
        var place = anchor == "start" ? "" : $" text-anchor=\"{anchor}\"";
        Append($"<text class=\"{style}\" x=\"{Number(x)}\" y=\"{Number(y)}\"{place}{turn}{font}>");
        Append(Escape(text) + "</text>\n");
    }

    /// <summary>Says, for scripts, which coordinates the ends of the axes have and which values they stand for.</summary>
    public void Scale(Axis x, Axis y)
    {
        Append($"<g class=\"scale\" data-x=\"{Ends(x)}\" data-y=\"{Ends(y)}\"/>\n");

        static string Ends(Axis axis) =>
            Invariant($"{Number(axis.From)} {Number(axis.To)} {axis.Ticks.Low:R} {axis.Ticks.High:R}");
    }

    /// <summary>The finished drawing.</summary>
    public override string ToString() => body + "</svg>\n";

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private void Append(string text) => body.Append(text);
}
