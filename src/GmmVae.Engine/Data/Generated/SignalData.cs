using System.Diagnostics;
using GmmVae.Domain.Numerics;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Data.Generated;

/// <summary>
/// One-dimensional signals of 64 points from ten families, which differ in shape while phase, position, amplitude and
/// frequency vary inside each.
/// </summary>
/// <remarks>
/// <para>
/// A signal is amplitude U(0.7, 1.3) times its family's shape over the time [0, 1), its frequency (or width) varied by
/// U(±5 %), plus normal noise of standard deviation 0.15; then it is brought to mean 0 and variance 1, and last each
/// feature is standardised on the training split.
/// </para>
/// <para>
/// A pure function of the seed, with the same bits on every machine. A row's draws depend on its split and number
/// alone, so asking for fewer rows gives the first ones, before the last standardisation.
/// </para>
/// </remarks>
internal static class SignalData
{
    /// <summary>Points of a signal.</summary>
    public const int Length = 64;

    private const double Noise = 0.15;
    private const double PulseWidth = 0.06;
    private const double Decay = 0.12;

    /// <summary>The families' names; a label is a place in this list.</summary>
    public static Arr<string> Families { get; } = Array(
        "sine, 2 cycles", "sine, 5 cycles", "sine, 10 cycles", "chirp up", "chirp down", "Gaussian pulse",
        "square, 3 cycles", "sawtooth, 4 cycles", "damped oscillation", "step");

    /// <summary>Both splits, with true labels.</summary>
    /// <exception cref="ArgumentException">A split has no rows.</exception>
    public static DataSplits Generate(ulong seed, int trainRows = 6000, int testRows = 2000)
    {
        var key = RandomKey.FromSeed(seed).Fold("signals");
        return DataSplits.Fit(Split(key, "train", trainRows), Split(key, "test", testRows));
    }

    private static Dataset Split(RandomKey key, string split, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        var splitKey = key.Fold(split);
        var values = new float[checked(rows * Length)];
        var labels = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            var rowKey = splitKey.Fold((ulong)row);
            labels[row] = rowKey.Integer(0, Families.Count);
            Draw(labels[row], rowKey, values.AsSpan(row * Length, Length));
        }

        return Dataset.FromFloats("signals/" + split, values, Length, labels: labels);
    }

    private static void Draw(int family, RandomKey key, Span<float> output)
    {
        var amplitude = 0.7 + 0.6 * key.Uniform(0);
        var stretch = 0.95 + 0.1 * key.Uniform(1);
        var place = key.Uniform(2);
        Span<double> signal = stackalloc double[Length];
        double mean = 0, square = 0;
        for (var i = 0; i < Length; i++)
        {
            var time = (double)i / Length;
            signal[i] = amplitude * Shape(family, time, stretch, place) + Noise * key.Normal((ulong)i);
            mean += signal[i] / Length;
        }

        foreach (var value in signal) square += (value - mean) * (value - mean) / Length;
        var deviation = Math.Sqrt(square);
        for (var i = 0; i < Length; i++) output[i] = (float)((signal[i] - mean) / deviation);
    }

    // place in [0, 1) is the phase in turns, or where in the middle of the time the event is.
    private static double Shape(int family, double time, double stretch, double place) => family switch
    {
        0 => Sine(2 * stretch * time + place),
        1 => Sine(5 * stretch * time + place),
        2 => Sine(10 * stretch * time + place),
        3 => Sine(stretch * time * (2 + 4 * time) + place),
        4 => Sine(stretch * time * (10 - 4 * time) + place),
        5 => Pulse((time - Within(0.2, 0.8, place)) / (PulseWidth * stretch)),
        6 => Turn(3 * stretch * time + place) < 0.5 ? 1 : -1,
        7 => 2 * Turn(4 * stretch * time + place) - 1,
        8 => Ringing(time - Within(0.05, 0.5, place), stretch),
        9 => time < Within(0.2, 0.8, place) ? 0 : 1,
        _ => throw new UnreachableException(),
    };

    private static double Ringing(double since, double stretch) =>
        since < 0 ? 0 : PortableMath.Exp(-since / Decay) * Sine(8 * stretch * since);

    private static double Pulse(double distance) => PortableMath.Exp(-0.5 * distance * distance);

    private static double Sine(double turns) => PortableMath.Sin(Math.Tau * Turn(turns));

    private static double Turn(double turns) => turns - Math.Floor(turns);

    private static double Within(double low, double high, double share) => low + (high - low) * share;
}
