using System.CommandLine;
using System.Numerics;
using GmmVae.Cli.Options;
using GmmVae.Cli.Output;
using GmmVae.Engine.Distributed;
using GmmVae.Engine.Engines;

namespace GmmVae.Cli.Commands;

/// <summary>Runs a command on all the processes that mpirun started. The first one speaks; a failure of one ends all.</summary>
internal static class MpiLauncher
{
    /// <summary>
    /// How long rank 1 waits before it reports a failure, ranks 2 and 3 twice as long and so on, so that the first one that has it tells it
    /// and ends the others.
    /// </summary>
    private static readonly TimeSpan DelayPerRank = TimeSpan.FromSeconds(5);

    private static readonly (string Name, bool IsFast)[] Reductions = [("tree", false), ("fast", true)];

    private static readonly Option<string> Reduce = Choice.Among(
        "--reduce",
        Reductions,
        "With mpirun: sum in an order that does not depend on the number of processes (tree), or in the fastest order",
        "tree");

    private static readonly Option<double?> Timeout = RankTimeout();

    /// <summary>Options of a training that several processes make together.</summary>
    internal static Option[] TrainingOptions => [Reduce, Timeout];

    /// <summary>Options of commands whose trainings are each made by one process.</summary>
    internal static Option[] SharingOptions => [Timeout];

    /// <summary>To be called before anything is written: mpirun's pipes look like a terminal, which the console would greet with control
    /// characters.</summary>
    internal static void UsePlainTerminal()
    {
        if (MpiRankGroup.Launched > 1)
            Environment.SetEnvironmentVariable("TERM", "dumb");
    }

    /// <summary>What speaks against a command that each of several processes would do by itself: they would fight over its files.</summary>
    internal static string? Objection(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        return MpiRankGroup.Launched == 1 || command.Options.Contains(Timeout) || parsed.Action != command.Action
            ? null
            : FormattableString.Invariant($"{command.Name}: mpirun started {MpiRankGroup.Launched} processes, each of which would do all of it; start it without mpirun");
    }

    /// <summary>Tells of a failure, after which this process is to end, with the number of its rank unless that is 0.</summary>
    internal static void ReportFailure(IEnumerable<string> messages)
    {
        var rank = MpiRankGroup.LaunchedRank;
        if (rank > 0)
            Thread.Sleep(DelayPerRank * (1 + BitOperations.Log2((uint)rank)));
        foreach (var message in messages)
            Console.Error.WriteLine(rank > 0 ? $"rank {rank}: {message}" : message);
    }

    internal static int Run(ParseResult parsed, Func<IRankGroup, int> command)
    {
        if (MpiRankGroup.Launched == 1)
            return command(SingleRank.Instance);
        using var ranks = Join(
            parsed.GetResult(Reduce) is not null && Choice.KindOf(Reductions, parsed.GetValue(Reduce)!),
            parsed.GetValue(Timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : MpiRankGroup.DefaultLimit);
        if (ranks.Rank > 0)
            Console.SetOut(TextWriter.Null);
        try
        {
            return command(ranks);
        }
        catch (OperationCanceledException cancelled)
        {
            // All stop after the same step, and leave together.
            var (messages, code) = Failure.Of(cancelled);
            if (ranks.Rank == 0)
                Console.Error.WriteLine(string.Join('\n', messages));
            return code;
        }
        catch (Exception fault)
        {
            var (messages, code) = Failure.Of(fault);
            ReportFailure(messages);
            ranks.Abort(code);
            return code;
        }
    }

    private static Option<double?> RankTimeout()
    {
        var option = NumberOption.Create<double?>(
            "--rank-timeout",
                FormattableString.Invariant($"With mpirun: fail after waiting X seconds for a silent process [default: {MpiRankGroup.DefaultLimit.TotalSeconds}]"));
        var number = option.CustomParser!;
        option.CustomParser = result =>
        {
            var seconds = number(result);
            if (seconds is not (null or (>= 10 and <= 1e6)))
                result.AddError($"{option.Name}: must be from 10 to 1000000 seconds");
            return seconds;
        };
        return option;
    }

    private static MpiRankGroup Join(bool isFast, TimeSpan limit)
    {
        try
        {
            return MpiRankGroup.Join(isFast, limit);
        }
        catch (InvalidOperationException conflict)
        {
            throw new GmmVaeException(
                FailureKind.Data, $"The processes do not train the same: {conflict.Message} Give all of them the same {Reduce.Name}.");
        }
        catch (Exception fault) when (fault is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new GmmVaeException(
                FailureKind.Access,
                $"mpirun started {MpiRankGroup.Launched} processes, but Open MPI 4 cannot be loaded: {fault.Message.ReplaceLineEndings(" ")}. Install it (Debian, Ubuntu: apt-get install openmpi-bin), or start gmmvae without mpirun.");
        }
    }
}
