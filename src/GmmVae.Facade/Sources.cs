using GmmVae.Engine;

namespace GmmVae;

/// <summary>Opens data sources by name or path.</summary>
internal static class Sources
{
    /// <summary>
    /// What generated data are drawn from. It is not the seed of a run, so that runs with different seeds see the same data.
    /// </summary>
    internal const ulong DataSeed = 0;

    /// <summary>Where downloads are kept unless told.</summary>
    internal static string? DefaultFolder => Environment.GetEnvironmentVariable("GMMVAE_DATA");

    internal static DataSplits Open(string source, string? dataFolder) =>
        DataSource.Open(source, DataSeed, dataFolder ?? DefaultFolder).OrThrow();

    internal static RowStream Stream(string source, string? dataFolder) =>
        DataSource.Stream(source, DataSeed, dataFolder ?? DefaultFolder).OrThrow();
}
