using System.Diagnostics;
using System.Globalization;

namespace GmmVae.Bench;

/// <summary>
/// How far two cores are from each other: the nanoseconds that a line of the cache takes from one to the other and back. Cores that share a
/// cache of the third level are near; a virtual machine's may be moved apart and together again while it runs, which only work on two of
/// them feels.
/// </summary>
internal static class CoresCommand
{
    private const int Rounds = 7;
    private const int Trips = 100_000;

    public static int Run()
    {
        var turn = new Line();
        var other = new Thread(() =>
        {
            for (var next = 1; next < 2 * Rounds * Trips; next += 2)
                Pass(turn, next);
        });
        other.Start();
        var nanoseconds = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            for (var trip = 0; trip < Trips; trip++)
                Pass(turn, 2 * ((round * Trips) + trip));
            nanoseconds.Add(Stopwatch.GetElapsedTime(started).TotalNanoseconds / Trips);
        }

        other.Join();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"from one core to another and back: median {StepCommand.Quantile(nanoseconds, 0.5):F0} ns, from {nanoseconds.Min():F0} to {nanoseconds.Max():F0}"));
        return 0;
    }

    private static void Pass(Line turn, int mine)
    {
        while (Volatile.Read(ref turn.Value) != mine)
        {
        }

        Volatile.Write(ref turn.Value, mine + 1);
    }

    private sealed class Line
    {
        public int Value;
    }
}
