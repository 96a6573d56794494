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
        var force = new Option<bool>("--force") { Description = "Replace runs in the output folder that have other options" };
        var baselines =
            new Option<bool>("--baselines") { Description = "Score k-means and Gaussian mixtures beside the runs: on features, principal components and autoencoder codes" };
        var baselineRows =
            NumberOption.Create<int?>("--baseline-rows", "Training rows that baselines are fitted to at most [default: 10000]");
        var threads = CommonOptions.Threads();
        var json = CommonOptions.Json();
        var command =
            new Command("study", "Train with many seeds and say how results vary; the same command continues an interrupted study")
        {
            seeds, output, force, baselines, baselineRows, threads, json,
        };
        options.AddTo(command);
        foreach (var option in MpiLauncher.SharingOptions)
            command.Options.Add(option);
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
