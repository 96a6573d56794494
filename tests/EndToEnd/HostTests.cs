using System.Diagnostics;

namespace GmmVae.Tests.EndToEnd;

/// <summary>Trainings over TCP between hosts of a network that this machine makes: the scripts of tests/hosts, which docs/scale.md
/// describes.</summary>
public sealed class HostTests
{
    [HostFact]
    public void Hosts_come_to_the_bits_of_one_process_and_a_run_goes_on_after_one_was_cut_off()
    {
        var output = Succeeds("hosts.sh");
        foreach (var line in (string[])["1 process: ", "2 hosts, tree: ", "4 hosts, fast: ", "2 hosts with 2 processes each: ", "host4 cut off: all ended ", "gone on with by 2 hosts, the bits of a whole run: "])
            Assert.Contains($"\n{line}", $"\n{output}", StringComparison.Ordinal);
    }

    [HostFact(isLong: true)]
    public void Every_fault_ends_all_processes_is_told_once_and_loses_no_step_that_was_saved() =>
        Assert.InRange(Succeeds("faults.sh").Split('\n').Count(line => line.StartsWith("| ", StringComparison.Ordinal)), 21, 100);

    private static string Succeeds(string script)
    {
        var start = new ProcessStartInfo(Path.Combine(PackageTests.Root, "tests", "hosts", script)) { RedirectStandardOutput = true,
            RedirectStandardError = true };
        start.Environment["GMMVAE"] =
            $"{Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"} {Path.Combine(AppContext.BaseDirectory, "gmmvae.dll")}";
        using var running = new RunningCli(start);
        return Cli.Succeeds(running.WaitForExit());
    }
}
