using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace GmmVae.Cli;

/// <summary><c>gmmvae sample</c>.</summary>
internal static class SampleCommand
{
    private const string EveryCluster = "all";

    private static readonly (string Name, SampleNoise Kind)[] Noises =
        [("shared", SampleNoise.Shared), ("shared-style", SampleNoise.SharedStyle), ("fresh", SampleNoise.Fresh)];

    internal static Command Build()
    {
        var run = CommonOptions.Run();
        var output = new Option<string>("--out")
        {
            Description = "The file to write: FILE.png (images), FILE.svg (curves, or a histogram of single numbers), FILE.npy or FILE.csv; replaced if it is there",
            HelpName = "FILE",
            Required = true,
        };
        var cluster = Cluster();
        var count = NumberOption.Create<int?>("--count", "Samples, of each cluster if --cluster is given [default: 100, or 10 of each cluster]");
        var noise = Choice.Among("--noise", Noises, "shared: the n-th samples of all clusters have the same style w and code noise; shared-style: the same w; fresh: nothing [default: shared with --cluster all, else fresh]");
        var sweep = NumberOption.Create<int?>("--sweep", "Instead of samples, means of --cluster K over N x N styles w, from quantile to quantile");
        (count.HelpName, sweep.HelpName) = ("N", "N");
        var temperature = NumberOption.Create<double?>("--temperature", "What the noise is multiplied by: less than 1 gives more typical and less varied samples [default: 1]");
        var seed = NumberOption.Create<ulong?>("--seed", "What samples are drawn from; more samples change none of the first [default: 0]");
        var data = CommonOptions.Source("For an autoencoder: samples resemble the codes of these data [default: the run's training split]", required: false);
        var threads = CommonOptions.Threads();
        var json = CommonOptions.Json();
        var command = new Command("sample", "Draw new observations from a trained model") { run, output, cluster, count, noise, sweep, temperature, seed, data, threads, json };
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            var path = parsed.GetValue(output)!;
            SampleWriter.RequireFormat(path);
            var chosen = parsed.GetValue(cluster);
            var sharing = parsed.GetValue(noise) is { } word ? Choice.KindOf(Noises, word) : (SampleNoise?)null;
            var isSweep = parsed.GetValue(sweep) is not null;
            var sheet = ModelFiles.Sample(
                new SampleRequest
                {
                    Model = parsed.GetValue(run)!,
                    Cluster = int.TryParse(chosen, NumberStyles.None, CultureInfo.InvariantCulture, out var k) ? k : null,
                    EveryCluster = chosen == EveryCluster || (chosen is null && sharing is SampleNoise.Shared or SampleNoise.SharedStyle && !isSweep),
                    Count = parsed.GetValue(count),
                    Noise = sharing,
                    Sweep = parsed.GetValue(sweep),
                    Temperature = parsed.GetValue(temperature) ?? 1,
                    Seed = parsed.GetValue(seed) ?? 0,
                    Data = parsed.GetValue(data),
                    Threads = parsed.GetValue(threads),
                },
                interruption.Token);
            SampleWriter.Write(sheet, path);
            JsonText.Print(Summary(sheet, path, parsed.GetValue(seed) ?? 0), parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<string?> Cluster()
    {
        var option = new Option<string?>("--cluster") { Description = "A cluster, from 0, or all [default: clusters are drawn from their prior]", HelpName = "K|all" };
        option.CompletionSources.Add(EveryCluster);
        option.Validators.Add(result =>
        {
            foreach (var word in result.Tokens.Select(token => token.Value))
                if (word != EveryCluster && !int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                    result.AddError($"--cluster: '{word}' is not a cluster's number or {EveryCluster}");
        });
        return option;
    }

    private static JsonObject Summary(SampleSheet sheet, string path, ulong seed)
    {
        var summary = new JsonObject
        {
            ["model"] = sheet.Model,
            ["out"] = path,
            ["rows"] = sheet.Values.Rows,
            ["features"] = sheet.Values.Columns,
            ["seed"] = seed,
            ["seconds"] = Math.Round(sheet.Seconds, 3),
            ["rowsPerSecond"] = Math.Round(sheet.Values.Rows / Math.Max(sheet.Seconds, 1e-9), 1),
        };
        if (sheet.Clusters is { } clusters)
            summary["clusters"] = new JsonArray([.. Enumerable.Range(0, sheet.ClusterCount).Select(k => (JsonNode)clusters.Count(of => of == k))]);
        return summary;
    }
}
