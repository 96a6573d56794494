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
            new Option<bool>("--quick") { Description = "Smaller networks, fewer steps, drawn digits instead of MNIST: a few minutes" };
        var output = new Option<string>("--out") { Description = "The folder of the report; finished parts are reused",
            DefaultValueFactory = _ => "reproduction", HelpName = "DIR" };
        var force = new Option<bool>("--force") { Description = "Replace runs of another size, seed or data in the folder" };
        var seed = NumberOption.Create<ulong?>("--seed", "The seed of all random numbers");
        var threads = CommonOptions.Threads();
        var json = CommonOptions.Json();
        var command =
            new Command("reproduce", "Repeat the whole experiment and write its report with figures and claims") { quick, output,
            force, seed, threads, json };
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            var display = new ReproductionDisplay(Console.Error);
            var options = new ReproductionOptions
            {
                OutputFolder = parsed.GetValue(output)!,
                Quick = parsed.GetValue(quick),
                Force = parsed.GetValue(force),
                Seed = parsed.GetValue(seed) ?? 0,
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
        var lines = report.Claims
            .Select(claim => $"{(claim.Holds ? "holds        " : "does not hold")}  {claim.Id,-34}  {claim.Value}")
            .Concat(report.Missing.Select(missing => $"MISSING {missing}"))
            .Append($"report         {page}");
        return string.Join('\n', lines);
    }
}
