using System.CommandLine;
using GmmVae.Cli.Options;
using GmmVae.Cli.Output;
using GmmVae.Report.Figures;

namespace GmmVae.Cli.Commands;

/// <summary><c>gmmvae study</c>.</summary>
internal static class StudyCommand
{
    internal static Command Build()
    {
        var options = new TrainOptions();
        var seeds = new Option<string>("--seeds") { Description = "The seeds, such as 0..9 or 0,3,7", HelpName = "N..N",
            DefaultValueFactory = _ => "0..9" };
        var output =
            new Option<string?>("--out") { Description = "The study's folder, with a run folder for each seed [default: runs/study-MODEL-PRESET-DATA]", HelpName = "DIR" };
        var force = new Option<bool>("--force") { Description = "Replace runs of other options in the output folder" };
        var baselines =
            new Option<bool>("--baselines") { Description = "Also score k-means and Gaussian mixtures: on features, principal components and the latent codes of an autoencoder" };
        var baselineRows =
            NumberOption.Create<int?>("--baseline-rows", "Fit baselines to at most N training rows [default: 10000]");
        var threads = CommonOptions.Threads();
        var json = CommonOptions.Json();
        var command = new GroupedCommand("study", "Train with many seeds and report mean and spread; repeat the command to continue an interrupted study");
        command.Add(OptionGroup.Training, seeds);
        options.AddTo(command);
        command.Add(OptionGroup.Training, baselines, baselineRows);
        command.Add(OptionGroup.Output, output, force, json);
        command.Add(OptionGroup.Distributed, [threads, .. MpiLauncher.SharingOptions]);
        command.Validators.Add(result =>
        {
            if (command.Options.Any(option => option.Name == "--seed" && result.GetResult(option) is { Implicit: false }))
                result.AddError("--seed: a study takes --seeds, such as --seeds 0..9");
        });
        command.SetAction(parsed => MpiLauncher.Run(parsed, ranks =>
        {
            using var interruption = new Interruption();
            var display = new StudyProgressDisplay(ranks.Rank == 0 ? Console.Error : TextWriter.Null);
            var request = new StudyRequest
            {
                Train = options.Request(parsed) with
                {
                    OutputFolder = parsed.GetValue(output),
                    Force = parsed.GetValue(force),
                    Threads = parsed.GetValue(threads),
                },
                Seeds = SeedList.Parse(parsed.GetValue(seeds)!),
                Baselines = parsed.GetValue(baselines),
                BaselineRows = parsed.GetValue(baselineRows) ?? 10_000,
                Ranks = ranks,
                SettingNames = OptionNames.Of,
            };
            var study = display.Follow(() => Studies.Run(request, display, FigureWriter.Write, interruption.Token));
            if (ranks.Rank == 0)
                StudyTable.Write(study);
            Console.Out.WriteLine(parsed.GetValue(json) ? JsonText.Write(study.ToJson()) : $"{StudyTable.ToMarkdown(study)}\n{study.Folder}");
            return study.IsComplete ? ExitCode.Done : ExitCode.RunFailed;
        }));
        return command;
    }
}
