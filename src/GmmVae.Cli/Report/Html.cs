using System.Text;

namespace GmmVae.Cli;

/// <summary>Builds the text of a page; all text that is not markup is escaped.</summary>
internal sealed class Html
{
    private readonly StringBuilder text = new();

    /// <summary>Markup as it is.</summary>
    internal Html Raw(string markup)
    {
        text.Append(markup);
        return this;
    }

    /// <summary>Text.</summary>
    internal Html Text(string words) => Raw(Escape(words));

    /// <summary>An element that holds text.</summary>
    /// <param name="tag">The element's name, with attributes if need be.</param>
    /// <param name="words">The text.</param>
    internal Html Element(string tag, string words) => Raw($"<{tag}>").Text(words).Raw($"</{tag.Split(' ')[0]}>\n");

    /// <summary>A table; the first row holds headings. It scrolls on its own where the page is narrower.</summary>
    internal Html Table(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        Raw("<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr>");
        foreach (var heading in headings) Element("th scope=\"col\"", heading);
        Raw("</tr></thead>\n<tbody>\n");
        foreach (var row in rows)
        {
            Raw("<tr>");
            foreach (var cell in row) Element("td", cell);
            Raw("</tr>\n");
        }

        return Raw("</tbody></table></div>\n");
    }

    /// <summary>Text as HTML shows it, in elements and in attributes.</summary>
    internal static string Escape(string words) => SvgText.Escape(words);

    public override string ToString() => text.ToString();
}
