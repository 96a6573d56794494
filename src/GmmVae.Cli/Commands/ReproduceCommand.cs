using System.CommandLine;
using GmmVae.Cli.Options;
using GmmVae.Cli.Output;
using GmmVae.Domain;
using GmmVae.Domain.Graphs;
using GmmVae.Report.Claims;
using GmmVae.Report.Experiment;
using GmmVae.Report.Pages;

namespace GmmVae.Cli.Commands;

/// <summary><c>gmmvae reproduce</c>.</summary>
internal static class ReproduceCommand
{
    internal static Command Build()
    {
        var quick =
            new Option<bool>("--quick") { Description = "One seed and small networks, on drawn digits instead of MNIST: a minute or two instead of hours" };
        var output = new Option<string>("--out") { Description = "The folder of the report; finished parts are reused",
            DefaultValueFactory = _ => "reproduction", HelpName = "DIR" };
        var force = new Option<bool>("--force") { Description = "Replace runs of another size, seed or data in the folder" };
        var seeds = new Option<string?>("--seeds")
        {
            Description = "The seeds of the runs, at most ten; figures show the first [default: 0..4, with --quick 0]", HelpName = "N..N",
        };
        var threads = CommonOptions.Threads();
        var json = CommonOptions.Json();
        var command =
            new Command("reproduce", "Repeat the whole experiment and write its report with figures and claims") { quick, output,
            force, seeds, threads, json };
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            var display = new ReproductionDisplay(Console.Error);
            var options = new ReproductionOptions
            {
                OutputFolder = parsed.GetValue(output)!,
                Quick = parsed.GetValue(quick),
                Force = parsed.GetValue(force),
                Seeds = parsed.GetValue(seeds) is { } list ? SeedList.Parse(list) : null,
                DataFolder = CommonOptions.DataFolder,
                Threads = parsed.GetValue(threads),
                SettingsText = settings => $"gmmvae train {string.Join(' ', settings.Select(Text))}",
            };
            var report = display.Follow(() => Reproduction.Run(options, display, interruption.Token));
            var page = ReportWriter.Write(report, options.OutputFolder);
            Console.Out.WriteLine(parsed.GetValue(json) ? JsonText.Write(Claim.ToJson(report.Claims)) : Text(report, page));
            return ExitCode.Done;
        });
        return command;
    }

    private static string Text((Setting Setting, string? Value) one) => $"{OptionNames.Of(one.Setting)} {one.Value}".TrimEnd();

    private static string Text(ReproductionReport report, string page)
    {
        var lines = new List<string>();
        foreach (var group in report.Claims.GroupBy(claim => claim.Group))
        {
            lines.Add(group.Key);
            foreach (var sentence in group.GroupBy(claim => claim.Sentence))
            {
                lines.Add($"  {sentence.Key}");
                lines.AddRange(sentence.Select(claim => $"    {claim.Outcome.Verdict.Words(),-13}  {claim.Subject}: {claim.Outcome.Value}"));
            }

            lines.Add("");
        }

        lines.Add(ReportWords.Outcome(report.Claims));
        if (report.Options.Quick)
            lines.Add(QuickSize.Words);
        lines.AddRange(report.Missing.Select(missing => $"MISSING {missing}"));
        lines.Add($"Figures, tests and why: open {page}");
        return string.Join('\n', lines);
    }
}
