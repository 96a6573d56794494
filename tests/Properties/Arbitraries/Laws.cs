using FsCheck;
using FsCheck.Fluent;
using Xunit.Sdk;

namespace GmmVae.Tests.Properties;

/// <summary>What laws assert, and laws that are stated by code: a <see cref="LawAttribute"/> is for all others.</summary>
public static class Laws
{
    /// <summary>Holds a law whose cases or whose statement a test computes.</summary>
    public static void Hold<T>(Arbitrary<T> cases, Action<T> law, int count = 100) => Hold(Prop.ForAll(cases, law), count);

    /// <summary>Holds a law whose cases or whose statement a test computes.</summary>
    public static void Hold<T>(Arbitrary<T> cases, Func<T, Property> law, int count = 100) => Hold(Prop.ForAll(cases, law), count);

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

    private static void Hold(Property law, int count) =>
        Law.Hold(law, Config.Default.WithMaxTest(count), Environment.GetEnvironmentVariable(Law.ReplayVariable));
}
