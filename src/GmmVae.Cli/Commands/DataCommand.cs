using System.CommandLine;
using System.Text.Json.Nodes;
using GmmVae.Cli.Options;
using GmmVae.Cli.Output;
using GmmVae.Domain.Graphs;

namespace GmmVae.Cli.Commands;

/// <summary><c>gmmvae data</c>.</summary>
internal static class DataCommand
{
    internal static Command Build() => new("data", "List, describe and fetch data")
    {
        BuildList(),
        BuildDescribe(),
        BuildFetch(),
    };

    private static Command BuildList()
    {
        var json = CommonOptions.Json();
        var command = new Command("list", "List the data sources that --data accepts") { json };
        command.SetAction(parsed =>
        {
            var sources = DataSources.List();
            if (parsed.GetValue(json))
                Console.Out.WriteLine(JsonText.Write(new JsonObject
                {
                    ["sources"] = new JsonArray([.. sources.Select(source =>
                        new JsonObject { ["name"] = source.Name, ["meaning"] = source.Meaning })]),
                    ["dataFolder"] = Folder,
                }));
            else
                foreach (var (name, meaning) in sources)
                    Console.Out.WriteLine($"{name,-14}{meaning}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command BuildDescribe()
    {
        var source = new Argument<string>("SOURCE") { Description = "A named source, or the path of a file or folder" };
        var seed =
            NumberOption.Create<ulong?>("--seed", "The seed of generated data and of the test split of a file without one [default: 0]");
        var json = CommonOptions.Json();
        var table = new TableOptionSet();
        var command = new Command("describe", "Describe a data source: rows, classes, and each column") { source, seed, json };
        table.AddTo(command);
        command.SetAction(parsed =>
        {
            var found = DataSources.Describe(
                parsed.GetValue(source)!, parsed.GetValue(seed) ?? 0, CommonOptions.DataFolder, table.Of(parsed));
            Console.Out.WriteLine(parsed.GetValue(json) ? JsonText.Write(found) : Outline.Write(found));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command BuildFetch()
    {
        var name = new Argument<string>("NAME") { Description = "mnist" };
        var json = CommonOptions.Json();
        var command = new Command("fetch", "Download a data set into the data folder, or check an existing download") { name, json };
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            var folder = DataSources.Fetch(parsed.GetValue(name)!, CommonOptions.DataFolder, new Lines(), interruption.Token);
            Console.Out.WriteLine(parsed.GetValue(json)
                ? JsonText.Write(new JsonObject { ["data"] = parsed.GetValue(name), ["folder"] = folder })
                : $"{parsed.GetValue(name)} is complete in {folder}");
            return ExitCode.Done;
        });
        return command;
    }

    private static string? Folder => CommonOptions.DataFolder is { Length: > 0 } folder ? folder : DataSources.DefaultFolder;

    private sealed class Lines : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }
}
