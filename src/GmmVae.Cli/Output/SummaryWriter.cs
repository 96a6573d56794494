using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GmmVae.Cli.Output;

/// <summary>Writes a summary to standard output.</summary>
internal static class SummaryWriter
{
    internal static void Write(RunSummary summary, bool json, string? folder = null) =>
        Console.Out.WriteLine(json ? JsonText.Write(summary.ToJson()) : Text(summary, folder));

    private static string Text(RunSummary summary, string? folder)
    {
        var text = new StringBuilder();
        Line("model", $"{summary.Model}, preset {summary.Preset}, data {summary.Data}, seed {summary.Seed}");
        if ((summary.Engine, summary.Device) != ("managed", "cpu"))
            Line("engine", $"{summary.Engine}, {summary.Device}");
        foreach (var found in summary.ClusterCounts)
            Line(
                FormattableString.Invariant($"{found.Clusters} clusters{(found.Clusters == summary.ChosenClusters ? ", chosen" : "")}"),
                FormattableString.Invariant($"stability {found.Stability:F4}, {found.Used} used, objective {found.Objective:F4}"));
        if (summary.Chosen is { } chosen)
            Line("chosen", $"{chosen.Rung}: {chosen.Why}");
        Line("trained", FormattableString.Invariant($"{summary.Epochs} epochs, {summary.Steps} steps"));
        if (summary.Validation is { } best)
            Line("best epoch", FormattableString.Invariant($"{best.Epoch}, objective {best.Objective:F4} on held-out training rows"));
        foreach (var outcome in summary.Restarts)
            Line(
                FormattableString.Invariant($"phase {outcome.Phase + 1} restart {outcome.Restart + 1}"),
                FormattableString.Invariant($"objective {outcome.Objective:F4}"));
        Line("time", FormattableString.Invariant($"{summary.Seconds:F1} s, {summary.SamplesPerSecond:F0} samples/s"));
        text.Append("test split, nats\n");
        foreach (var (name, value) in summary.Terms)
            Line($"  {name}", value.ToString("F3", CultureInfo.InvariantCulture));
        if (summary.Metrics.Clusters is { } clusters)
        {
            Line("accuracy", Percent(clusters.Accuracy)
                + (summary.Metrics.LabelledRows is { } labelled ? FormattableString.Invariant($" of the {labelled} rows with a label")
                : ""));
            Line("  by Bayes' rule", Percent(clusters.AccuracyBayes));
            Line("  by majority", Percent(clusters.AccuracyMajority));
            Line("  by exemplar", Percent(clusters.AccuracyExemplar));
            Line("nmi, ari", FormattableString.Invariant($"{clusters.NormalizedMutualInformation:F4}, {clusters.AdjustedRandIndex:F4}"));
        }

        if (summary.Metrics.ClustersUsed is { } used)
            Line("clusters used", used.ToString(CultureInfo.InvariantCulture));
        Line("active units", summary.Metrics.ActiveUnits.ToString(CultureInfo.InvariantCulture));
        Line("parameters", summary.ParametersSha256);
        if (folder is not null)
            Line("folder", folder);
        foreach (var warning in summary.Warnings)
            Line("WARNING", warning);
        return text.ToString().TrimEnd();

        void Line(string name, string value) => text.Append(name.PadRight(20)).Append(value).Append('\n');
    }

    private static string Percent(double share) => FormattableString.Invariant($"{100 * share:F2} %");
}

/// <summary>JSON for standard output.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Prints a summary to standard output, as JSON or in lines for people.</summary>
    internal static void Print(JsonObject document, bool json) => Console.Out.WriteLine(json ? Write(document) : Outline.Write(document));

    internal static string Write(JsonObject document) => document.ToJsonString(Indented);
}
