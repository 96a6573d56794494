using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GmmVae.Cli;

/// <summary>JSON for standard output.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Write(JsonObject document) => document.ToJsonString(Indented);
}
