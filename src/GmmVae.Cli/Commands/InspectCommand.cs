using System.CommandLine;
using GmmVae.Cli.Options;
using GmmVae.Cli.Output;

namespace GmmVae.Cli.Commands;

/// <summary><c>gmmvae inspect</c>.</summary>
internal static class InspectCommand
{
    internal static Command Build()
    {
        var path = new Argument<string>("RUN|FILE") { Description = "A run folder, a model file, or a data source" };
        var table = new TableOptionSet();
        var json = CommonOptions.Json();
        var command = new Command("inspect", "Describe a run, a model file or data") { path, json };
        table.AddTo(command);
        command.SetAction(parsed =>
        {
            var found = Runs.Inspect(parsed.GetValue(path)!, CommonOptions.DataFolder, table.Of(parsed));
            JsonText.Print(found, parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }
}
