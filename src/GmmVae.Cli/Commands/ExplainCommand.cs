using System.CommandLine;
using System.Text.Json.Nodes;
using GmmVae.Cli.Options;
using GmmVae.Cli.Output;
using GmmVae.Report.Pages;

namespace GmmVae.Cli.Commands;

/// <summary><c>gmmvae explain</c>.</summary>
internal static class ExplainCommand
{
    internal static Command Build()
    {
        var run = CommonOptions.Run();
        var data = CommonOptions.Source("The rows to describe: {0} [default: the run's own data]", required: false);
        var output = new Option<string>("--out") { Description = "The page to write: .html; replaced if it is there", HelpName = "FILE",
            Required = true };
        var threads = CommonOptions.Threads();
        var json = CommonOptions.Json();
        var command = new Command("explain", "Write a page that says what the clusters are") { run, data, output, threads, json };
        command.SetAction(parsed =>
        {
            var found = ClusterExplanation.Of(
                parsed.GetValue(run)!, parsed.GetValue(data), CommonOptions.DataFolder, parsed.GetValue(threads));
            found.WritePage(parsed.GetValue(output)!);
            if (parsed.GetValue(json))
                JsonText.Print(Summary(found, parsed.GetValue(output)!), json: true);
            else
                Console.Out.WriteLine(found.ToText());
            return ExitCode.Done;
        });
        return command;
    }

    private static JsonObject Summary(ClusterExplanation found, string output) => new()
    {
        ["model"] = found.Model,
        ["data"] = found.Data,
        ["out"] = output,
        ["rows"] = found.Rows,
        ["clusters"] = new JsonArray([.. found.Profiles.Clusters.Select(cluster => (JsonNode)cluster.Rows)]),
        ["warnings"] = new JsonArray([.. found.Warnings.Select(warning => (JsonNode)warning)]),
    };
}
