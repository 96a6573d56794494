using System.Text.Json.Nodes;

namespace GmmVae.Tests.EndToEnd;

/// <summary>Reads the files of a run folder.</summary>
internal static class RunFiles
{
    internal static JsonObject Summary(string run) => Parse(File.ReadAllText(Path.Combine(run, "summary.json")));

    internal static string Hash(string run) => (string)Summary(run)["parametersSha256"]!;

    /// <summary>Of the training rows.</summary>
    internal static string Fingerprint(string run) => (string)Parse(File.ReadAllText(Path.Combine(run, "run.json")))["dataFingerprint"]!;

    internal static JsonObject Parse(string text) => JsonNode.Parse(text)!.AsObject();

    /// <summary>A document as text, less what may differ between equal runs.</summary>
    internal static string WithoutTiming(JsonObject document)
    {
        var copy = document.DeepClone().AsObject();
        copy.Remove("seconds");
        copy.Remove("timing");
        return copy.ToJsonString();
    }

    internal static string[] MetricsWithoutTiming(string run) =>
        [.. File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(line => WithoutTiming(Parse(line)))];

    /// <summary>Requires that two runs are the same in everything but time: every file, byte for byte, figures included.</summary>
    internal static void AssertSame(string expected, string actual)
    {
        Assert.Equal(Hash(expected), Hash(actual));
        Assert.Equal(Names(expected), Names(actual));
        Assert.Equal(WithoutTiming(Summary(expected)), WithoutTiming(Summary(actual)));
        Assert.Equal(MetricsWithoutTiming(expected), MetricsWithoutTiming(actual));
        foreach (var name in Names(expected).Where(name => name is not ("summary.json" or "metrics.jsonl")))
            Assert.True(
                File.ReadAllBytes(Path.Combine(expected, name)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(actual, name))),
                $"{name} differs between {expected} and {actual}.");
    }

    /// <summary>The files of a folder and those below it, by their names from it, in order.</summary>
    internal static string[] Names(string run) =>
        [.. Directory.EnumerateFiles(run, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(run, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];
}
