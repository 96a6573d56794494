using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Xunit.Sdk;

namespace GmmVae.Tests.Properties;

/// <summary>
/// Runs a law on many generated cases. A failure prints the smallest counterexample found and a seed; setting the
/// environment variable GMMVAE_REPLAY to that seed ("seed,gamma" or "seed,gamma,size") starts with the failing case.
/// </summary>
public static partial class Laws
{
    public const string ReplayVariable = "GMMVAE_REPLAY";

    /// <summary>Holds a law that fails by an assertion.</summary>
    public static void Hold<T>(Arbitrary<T> cases, Action<T> law, int count = 100) =>
        Run(Prop.ForAll(cases, law), count);

    /// <summary>Holds a law that fails by an assertion.</summary>
    public static void Hold<T>(Gen<T> cases, Action<T> law, int count = 100) => Hold(cases.ToArbitrary(), law, count);

    /// <summary>Holds a law of two independent cases.</summary>
    public static void Hold<T1, T2>(Arbitrary<T1> first, Arbitrary<T2> second, Action<T1, T2> law, int count = 100) =>
        Run(Prop.ForAll(first, second, law), count);

    /// <summary>Whether two numbers agree relative to max(1, |expected|); NaN agrees with NaN, infinities with themselves.</summary>
    public static void Close(double expected, double actual, double tolerance, string what = "")
    {
        if (expected.Equals(actual) || Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected)))
            return;
        throw new XunitException(FormattableString.Invariant(
            $"{what} expected {expected:R}, actual {actual:R}, difference {Math.Abs(expected - actual):E2}, tolerance {tolerance:E2}"));
    }

    /// <summary>Whether all numbers agree as <see cref="Close(double,double,double,string)"/> says.</summary>
    public static void Close(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance, string what = "")
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Close(expected[i], actual[i], tolerance, FormattableString.Invariant($"{what}[{i}]"));
    }

    internal static Config Configure(int count, string? replay)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(count).WithQuietOnSuccess(true);
        if (string.IsNullOrWhiteSpace(replay))
            return config;
        var parts = replay.Trim('(', ')').Split(',', StringSplitOptions.TrimEntries);
        var random = new Rnd(ulong.Parse(parts[0], CultureInfo.InvariantCulture), ulong.Parse(parts[1], CultureInfo.InvariantCulture));
        var size = parts.Length > 2
            ? FSharpOption<int>.Some(int.Parse(parts[2], CultureInfo.InvariantCulture))
            : FSharpOption<int>.None;
        return config.WithReplay(FSharpOption<Replay>.Some(new Replay(random, size)));
    }

    private static void Run(Property property, int count)
    {
        try
        {
            property.Check(Configure(count, Environment.GetEnvironmentVariable(ReplayVariable)));
        }
        catch (Exception failure) when (LastStep().Match(failure.Message) is { Success: true } step)
        {
            var (size, seed, gamma) = (step.Groups[1], step.Groups[2], step.Groups[3]);
            throw new XunitException($"Replay with {ReplayVariable}=\"{seed},{gamma},{size}\"\n{failure.Message}");
        }
    }

    [GeneratedRegex(@"size of (\d+) and seed of \((\d+),\s*(\d+)\)")]
    private static partial Regex LastStep();
}
