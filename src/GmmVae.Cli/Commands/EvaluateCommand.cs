using System.CommandLine;
using GmmVae.Cli.Options;
using GmmVae.Cli.Output;

namespace GmmVae.Cli.Commands;

/// <summary><c>gmmvae evaluate</c>.</summary>
internal static class EvaluateCommand
{
    internal static Command Build()
    {
        var run = CommonOptions.Run();
        var data =
            CommonOptions.Source("Other data to measure on: their test split, or all rows if they have none [default: the run's own test split]", required: false);
        var samples = NumberOption.Create<int?>("--samples", "Also compute the importance-weighted bound with N samples for each row");
        samples.HelpName = "N";
        var threads = CommonOptions.Threads();
        var table = new TableOptionSet();
        var computing = new EngineOptions();
        var json = CommonOptions.Json();
        var command = new Command("evaluate", "Measure a trained model on the test split") { run, data, samples, threads, json };
        table.AddTo(command);
        computing.AddTo(command);
        command.SetAction(parsed =>
        {
            var summary = Runs.Evaluate(parsed.GetValue(run)!, parsed.GetValue(data), CommonOptions.DataFolder, parsed.GetValue(threads),
                parsed.GetValue(samples), computing.Engine(parsed), computing.Device(parsed), table.Of(parsed));
            SummaryWriter.Write(summary, parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }
}
