using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using GmmVae.Cli.Options;
using GmmVae.Cli.Output;
using GmmVae.Domain.Graphs;

namespace GmmVae.Cli.Commands;

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
            Description = "The file to write: FILE.png (images), FILE.svg (curves, or a histogram of single numbers), FILE.npy or FILE.csv; an existing file is replaced",
            HelpName = "FILE",
            Required = true,
        };
        var cluster = Cluster();
        var count =
            NumberOption.Create<int?>("--count", "Number of samples, of each cluster if --cluster is given [default: 100, or 10 of each cluster]");
        var noise = Choice.Among("--noise",
            Noises, "What the n-th samples of all clusters share. shared: the style w and the noise of the latent code; shared-style: w; fresh: nothing [default: shared with --cluster all, else fresh]");
        var sweep =
            NumberOption.Create<int?>("--sweep", "Instead of samples: the means of --cluster K over a grid of N x N styles w");
        var means = new Option<bool>("--means") { Description = "Instead of samples: the mean observation of each cluster" };
        var representatives =
            NumberOption.Create<int?>("--representatives", "Instead of samples: N typical rows of --data for each cluster, nearest to its mean");
        var interpolate = Ends();
        var traverse =
            NumberOption.Create<int?>("--traverse", "Instead of samples: the effect of each latent dimension, --count observations around row I of --data (from 0)");
        var reach = NumberOption.Create<double?>("--reach", "How far --traverse moves in each direction, in units of the latent code [default: 2]");
        (count.HelpName, sweep.HelpName, representatives.HelpName, traverse.HelpName, reach.HelpName) = ("N", "N", "N", "I", "X");
        var temperature =
            NumberOption.Create<double?>("--temperature", "Factor on the noise: below 1 samples are more typical and less varied [default: 1]");
        var seed = NumberOption.Create<ulong?>("--seed", "The seed of the samples; a larger --count does not change the first samples [default: 0]");
        var data =
            CommonOptions.Source("The rows for --representatives, --interpolate and --traverse; for an autoencoder, the data whose latent codes samples resemble [default: the run's training split]", required: false);
        var threads = CommonOptions.Threads();
        var table = new TableOptionSet();
        var computing = new EngineOptions();
        var json = CommonOptions.Json();
        var command = new Command("sample", "Draw samples from a trained model") { run, output, cluster, count, noise, sweep,
            means, representatives, interpolate, traverse, reach, temperature, seed, data, threads, json };
        table.AddTo(command);
        computing.AddTo(command);
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            var path = parsed.GetValue(output)!;
            SampleWriter.RequireFormat(path);
            var chosen = parsed.GetValue(cluster);
            var sharing = parsed.GetValue(noise) is { } word ? Choice.KindOf(Noises, word) : (SampleNoise?)null;
            var isSweep = parsed.GetValue(sweep) is not null;
            RequestRules.RequireOutput(path, parsed.GetValue(run), parsed.GetValue(data));
            var sheet = ModelFiles.Sample(
                new SampleRequest
                {
                    Model = parsed.GetValue(run)!,
                    Cluster = int.TryParse(chosen, NumberStyles.None, CultureInfo.InvariantCulture, out var k) ? k : null,
                    EveryCluster = chosen == EveryCluster
                        || (chosen is null && sharing is SampleNoise.Shared or SampleNoise.SharedStyle && !isSweep),
                    Count = parsed.GetValue(count),
                    Noise = sharing,
                    Sweep = parsed.GetValue(sweep),
                    Means = parsed.GetValue(means),
                    Representatives = parsed.GetValue(representatives),
                    Interpolate = parsed.GetValue(interpolate),
                    Traverse = parsed.GetValue(traverse),
                    Reach = parsed.GetValue(reach) ?? 2,
                    Temperature = parsed.GetValue(temperature) ?? 1,
                    Seed = parsed.GetValue(seed) ?? 0,
                    Data = parsed.GetValue(data),
                    Table = table.Of(parsed),
                    Threads = parsed.GetValue(threads),
                    Engine = computing.Engine(parsed),
                    Device = computing.Device(parsed),
                },
                interruption.Token);
            SampleWriter.Write(sheet, path);
            JsonText.Print(Summary(sheet, path, parsed.GetValue(seed) ?? 0), parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<(int, int)?> Ends()
    {
        const string Name = "--interpolate";
        return new Option<(int, int)?>(Name)
        {
            Description = "Instead of samples: --count observations on the line between the latent codes of rows I and J of --data (from 0)",
            HelpName = "I,J",
            CustomParser = result =>
            {
                var word = result.Tokens[0].Value;
                if (word.Split(',') is [var first, var last] && Parse(first) is { } from && Parse(last) is { } to)
                    return (from, to);
                result.AddError($"{Name}: '{word}' is not two rows such as 0,7");
                return null;
            },
        };

        static int? Parse(string word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row : null;
    }

    private static Option<string?> Cluster()
    {
        var option =
            new Option<string?>("--cluster") { Description = "A cluster (from 0), or all [default: clusters are drawn from the cluster prior]",
            HelpName = "K|all" };
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
            summary["clusters"] = new JsonArray([.. Enumerable.Range(0, sheet.ClusterCount).Select(k =>
                (JsonNode)clusters.Count(of => of == k))]);
        return summary;
    }
}
