using System.Globalization;

namespace GmmVae.Tests;

/// <summary>
/// How much harder than usual tests try: the environment variable GMMVAE_LONG, a whole number, multiplies what they repeat.
/// docs/reliability.md lists them.
/// </summary>
internal static class LongRuns
{
    public const string Variable = "GMMVAE_LONG";

    /// <summary>Whether there is time for more than the usual.</summary>
    public static bool AreWanted => Factor > 1;

    /// <summary>How often to try what is usually tried so many times.</summary>
    public static int Times(int usually) => checked(usually * Factor);

    private static int Factor =>
        int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var factor)
            && factor > 0 ? factor : 1;
}
