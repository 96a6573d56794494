using System.CommandLine;
using GmmVae.Cli.Options;
using GmmVae.Cli.Output;

namespace GmmVae.Cli.Commands;

/// <summary><c>gmmvae verify</c>.</summary>
internal static class VerifyCommand
{
    internal static Command Build()
    {
        var run = new Argument<string>("RUN") { Description = "A run folder" };
        var steps = NumberOption.Create<int?>("--steps", "The first so many steps, at most those that the run has made [default: 100]");
        var threads = CommonOptions.Threads();
        var json = CommonOptions.Json();
        var command = new Command(
            "verify", "Make the first steps of a run again and say whether the bits hold on this machine: exit code 0 if they do, 1 if not")
        {
            run, steps, threads, json,
        };
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            var found = Runs.Verify(
                parsed.GetValue(run)!, parsed.GetValue(steps) ?? 100, CommonOptions.DataFolder, parsed.GetValue(threads),
                interruption.Token);
            JsonText.Print(found.ToJson(), parsed.GetValue(json));
            return found.Holds ? ExitCode.Done : ExitCode.RunFailed;
        });
        return command;
    }
}
