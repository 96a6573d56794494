using System.CommandLine;
using GmmVae.Engine;

namespace GmmVae.Cli;

/// <summary>Runs a command on all the processes that mpirun started. The first one speaks; a failure of one ends all.</summary>
internal static class Together
{
    /// <summary>How long other ranks keep quiet about a failure, so that the first one, which likely has it too, can tell it.</summary>
    private static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(1);

    private static readonly (string Name, bool IsFast)[] Orders = [("tree", false), ("fast", true)];

    internal static Option<string> Reduce() => Choice.Among(
        "--reduce", Orders, "With mpirun: sums in an order that does not depend on the number of processes, or in the order that is fastest", "tree");

    /// <summary>Whether the value of <see cref="Reduce"/> leaves the order of sums to MPI.</summary>
    internal static bool IsFast(string? order) => Choice.KindOf(Orders, order!);

    /// <summary>To be called before anything is written: mpirun's pipes look like a terminal, which the console would greet with control characters.</summary>
    internal static void Prepare()
    {
        if (MpiRankGroup.Launched > 1)
            Environment.SetEnvironmentVariable("TERM", "dumb");
    }

    internal static int Run(bool isFast, Func<IRankGroup, int> command)
    {
        if (MpiRankGroup.Launched == 1)
            return command(SingleRank.Instance);
        using var ranks = Join(isFast);
        if (ranks.Rank > 0)
            Console.SetOut(TextWriter.Null);
        try
        {
            return command(ranks);
        }
        catch (OperationCanceledException) when (ranks.Rank > 0)
        {
            return ExitCode.Cancelled;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            if (ranks.Rank > 0)
                Thread.Sleep(Courtesy);
            var (messages, code) = Failure.Of(fault);
            foreach (var message in messages)
                Console.Error.WriteLine(ranks.Rank > 0 ? $"rank {ranks.Rank}: {message}" : message);
            ranks.Abort(code);
            return code;
        }
    }

    private static MpiRankGroup Join(bool isFast)
    {
        try
        {
            return MpiRankGroup.Join(isFast);
        }
        catch (Exception fault) when (fault is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new GmmVaeException(
                FailureKind.Access,
                $"mpirun started {MpiRankGroup.Launched} processes, but Open MPI 4 cannot be loaded: {fault.Message.ReplaceLineEndings(" ")}. Install it (Debian, Ubuntu: apt-get install openmpi-bin), or start gmmvae without mpirun.");
        }
    }
}
