using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GmmVae.Cli;

/// <summary>JSON for standard output.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Prints a summary to standard output, as JSON or in lines for people.</summary>
    internal static void Print(JsonObject document, bool json) => Console.Out.WriteLine(json ? Write(document) : Outline.Write(document));

    internal static string Write(JsonObject document) => document.ToJsonString(Indented);
}
