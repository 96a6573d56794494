using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GmmVae.Cli.Options;
using GmmVae.Domain;
using GmmVae.Domain.Graphs;

namespace GmmVae.Cli.Output;

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
        var width = document.Where(field => !IsNested(field.Value)).Select(field => field.Key.Length).DefaultIfEmpty().Max();
        foreach (var (name, value) in document)
        {
            text.Append(' ', 2 * depth);
            if (value is JsonObject inner)
            {
                text.Append(name).Append('\n');
                Write(text, inner, depth + 1);
            }
            else if (value is JsonArray { Count: > 0 } rows && rows.All(row => row is JsonObject cells && cells.ContainsKey("missing")))
            {
                text.Append(name).Append('\n');
                WriteTable(text, [.. rows.Cast<JsonObject>()], depth + 1);
            }
            else if (value is JsonArray several && IsNested(several))
            {
                text.Append(name).Append('\n');
                Write(text, new JsonObject(several.Select((one, i) =>
                    KeyValuePair.Create((i + 1).ToString(CultureInfo.InvariantCulture), one?.DeepClone()))), depth + 1);
            }
            else
            {
                text.Append(name.PadRight(width)).Append("  ").Append(Plain(value)).Append('\n');
            }
        }
    }

    /// <summary>A line for each object, under the names of their fields.</summary>
    private static void WriteTable(StringBuilder text, JsonObject[] rows, int depth)
    {
        string[] names = [.. rows.SelectMany(row => row).Select(field => field.Key).Distinct()];
        string[][] lines = [names, .. rows.Select(row => Array.ConvertAll(names, name => row[name] is { } cell ? Cell(cell) : ""))];
        int[] widths = [.. names.Select((_, column) => lines.Max(line => line[column].Length))];
        foreach (var line in lines)
            text.Append(' ', 2 * depth)
                .Append(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()).Append('\n');
    }

    private static string Cell(JsonNode cell) => cell switch
    {
        JsonObject counts => string.Join(", ", counts.Select(field => $"{field.Key} {Plain(field.Value)}")),
        _ when cell.GetValueKind() == JsonValueKind.Number => Short(double.Parse(cell.ToJsonString(), CultureInfo.InvariantCulture)),
        _ => Plain(cell),
    };

    private static string Short(double number) =>
        number.ToString(Math.Abs(number) < 1e15 && Math.Floor(number) == number ? "0" : "G6", CultureInfo.InvariantCulture);

    private static bool IsNested(JsonNode? value) => value is JsonObject || (value is JsonArray array && array.Any(IsNested));

    private static string Plain(JsonNode? value) => value switch
    {
        null => "none",
        JsonArray array => string.Join(", ", array.Select(Plain)),
        _ => value.ToString(),
    };
}

/// <summary>What is said of a failure, and the exit code.</summary>
internal static class Failure
{
    internal static (IReadOnlyList<string> Messages, int ExitCode) Of(Exception fault) => fault switch
    {
        GmmVaeException failure => ([.. failure.Texts.Select(text => text.Render(OptionNames.Of))], Output.ExitCode.Of(failure.Kind)),
        TrainingCancelledException cancelled => ([cancelled.Text.Render(OptionNames.Of)], Output.ExitCode.Cancelled),
        OperationCanceledException => ([fault.Message], Output.ExitCode.Cancelled),
        IOException or UnauthorizedAccessException => ([fault.Message], Output.ExitCode.NoAccess),
        OutOfMemoryException => ([$"There is not enough memory. Give fewer rows, or a smaller model or batch (see {Faq.Memory})."],
            Output.ExitCode.RunFailed),
        _ =>
            ([$"gmmvae stopped on a fault of its own: {fault.GetType().Name}: {fault.Message}", "Please report it with the command line."],
            Output.ExitCode.RunFailed),
    };
}

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    internal const int Done = 0;
    internal const int RunFailed = 1;
    internal const int WrongUsage = 2;
    internal const int UnusableData = 3;
    internal const int NoAccess = 4;
    internal const int Cancelled = 130;

    internal static int Of(FailureKind kind) => kind switch
    {
        FailureKind.Run => RunFailed,
        FailureKind.Usage => WrongUsage,
        FailureKind.Data => UnusableData,
        FailureKind.Access => NoAccess,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
