using System.Text;
using System.Text.Json.Nodes;

namespace GmmVae.Cli;

/// <summary>A JSON document as indented lines for people.</summary>
internal static class Outline
{
    internal static string Write(JsonObject document)
    {
        var text = new StringBuilder();
        Write(text, document, 0);
        return text.ToString().TrimEnd();
    }

    private static void Write(StringBuilder text, JsonObject document, int depth)
    {
        var width = document.Where(field => field.Value is not JsonObject).Select(field => field.Key.Length).DefaultIfEmpty().Max();
        foreach (var (name, value) in document)
        {
            text.Append(' ', 2 * depth);
            if (value is JsonObject inner)
            {
                text.Append(name).Append('\n');
                Write(text, inner, depth + 1);
            }
            else
            {
                text.Append(name.PadRight(width)).Append("  ").Append(Plain(value)).Append('\n');
            }
        }
    }

    private static string Plain(JsonNode? value) => value switch
    {
        null => "none",
        JsonArray array => string.Join(", ", array.Select(Plain)),
        _ => value.ToString(),
    };
}
