using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GmmVae.Engine.Files;

/// <summary>JSON as run folders have it: UTF-8 without byte-order mark, lines ended by <c>\n</c>.</summary>
internal static class RunJson
{
    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An indented document.</summary>
    public static byte[] Document(JsonObject json) => Bytes(json, Indented);

    /// <summary>One line.</summary>
    public static byte[] Line(JsonObject json) => Bytes(json, OneLine);

    private static byte[] Bytes(JsonObject json, JsonWriterOptions options)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, options))
            json.WriteTo(writer);
        memory.WriteByte((byte)'\n');
        return memory.ToArray();
    }
}
