using System.CommandLine;
using GmmVae.Cli.Options;
using GmmVae.Cli.Output;
using GmmVae.Report.Figures;
using GmmVae.Report.Pages;

namespace GmmVae.Cli.Commands;

/// <summary><c>gmmvae train</c>.</summary>
internal static class TrainCommand
{
    internal static Command Build()
    {
        var options = new TrainOptions();
        var output = new Option<string?>("--out") { Description = "The run folder [default: runs/MODEL-PRESET-DATA-SEED]",
            HelpName = "DIR" };
        var force = new Option<bool>("--force") { Description = "Replace the run in the output folder" };
        var resume = new Option<string?>("--resume") { Description = "Continue the interrupted run in this folder, with its own options",
            HelpName = "DIR" };
        var start =
            new Option<string?>("--start-from") { Description = "Fine-tune: start from the parameters of this run or checkpoint file, with its model and preprocessing", HelpName = "RUN" };
        var threads = CommonOptions.Threads();
        var every = CommonOptions.CheckpointEvery();
        var json = CommonOptions.Json();
        var command = new GroupedCommand("train", "Train a model and write a run folder");
        options.AddTo(command);
        command.Add(OptionGroup.Training, start);
        command.Add(OptionGroup.Output, output, force, resume, every, json);
        command.Add(OptionGroup.Distributed, [threads, .. MpiLauncher.TrainingOptions]);
        command.Validators.Add(result =>
        {
            if (result.GetResult(resume) is null)
                return;
            foreach (var option in command.Options.Except([resume, every, threads, .. MpiLauncher.TrainingOptions, json]))
                if (result.GetResult(option) is { Implicit: false })
                    result.AddError($"{option.Name}: --resume continues with the run's own options; leave this one out");
        });
        command.SetAction(parsed => MpiLauncher.Run(parsed, ranks =>
        {
            using var interruption = new Interruption();
            var display = new ProgressDisplay(ranks.Rank == 0 ? Console.Error : TextWriter.Null);
            var result = display.Follow(() => parsed.GetValue(resume) is { } folder
                ? Runs.Resume(
                    folder, CommonOptions.DataFolder, parsed.GetValue(threads), display, FigureWriter.Write, parsed.GetValue(every),
                        ranks: ranks, cancellation: interruption.Token)
                : Runs.Train(
                    options.Request(parsed) with
                    {
                        StartFrom = parsed.GetValue(start),
                        OutputFolder = parsed.GetValue(output),
                        Force = parsed.GetValue(force),
                        Threads = parsed.GetValue(threads),
                        CheckpointEvery = parsed.GetValue(every),
                        Ranks = ranks,
                    },
                    display,
                    FigureWriter.Write,
                    interruption.Token));
            SummaryWriter.Write(result.Summary, parsed.GetValue(json), result.Folder);
            if (ranks.Rank == 0 && !parsed.GetValue(json)
                && ClusterExplanation.OfTable(result.Folder, CommonOptions.DataFolder) is { } clusters)
                Console.Out.WriteLine(clusters.ToText());
            return ExitCode.Done;
        }));
        return command;
    }
}
