using System.CommandLine;
using GmmVae.Cli.Options;
using GmmVae.Cli.Output;

namespace GmmVae.Cli.Commands;

/// <summary>A command that applies a model to all rows of data and writes a file.</summary>
internal static class FileCommand
{
    internal static Command Build(
        string name, string description, string formats, Func<FileRequest, IProgress<RowProgress>, CancellationToken, FileReport> apply) =>
        Build(name, description, formats, (_, request, display, token) => apply(request, display, token));

    /// <param name="name">The command's.</param>
    /// <param name="description">What it does.</param>
    /// <param name="formats">What it writes.</param>
    /// <param name="apply">Does it, with the values of options.</param>
    /// <param name="more">Options of this command alone.</param>
    internal static Command Build(
        string name,
        string description,
        string formats,
        Func<ParseResult, FileRequest, IProgress<RowProgress>, CancellationToken, FileReport> apply,
        params Option[] more)
    {
        var run = CommonOptions.Run();
        var data = CommonOptions.Source("The rows: {0}", required: true);
        var output = new Option<string>("--out") { Description = $"The file to write: {formats}; an existing file is replaced",
            HelpName = "FILE", Required = true };
        var threads = CommonOptions.Threads();
        var table = new TableOptionSet();
        var computing = new EngineOptions();
        var json = CommonOptions.Json();
        var command = new Command(name, description) { run, data, output, threads, json };
        table.AddTo(command);
        computing.AddTo(command);
        foreach (var option in more)
            command.Add(option);
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            var display = new RowProgressDisplay(Console.Error);
            var request = new FileRequest
            {
                Model = parsed.GetValue(run)!,
                Data = parsed.GetValue(data)!,
                Table = table.Of(parsed),
                Output = parsed.GetValue(output)!,
                Threads = parsed.GetValue(threads),
                Engine = computing.Engine(parsed),
                Device = computing.Device(parsed),
            };
            var report = display.Follow(() => apply(parsed, request, display, interruption.Token));
            JsonText.Print(report.ToJson(), parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }
}
