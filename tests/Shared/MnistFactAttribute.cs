namespace GmmVae.Tests;

/// <summary>A test on the real MNIST: skipped, visibly, unless GMMVAE_DATA names a folder that holds <c>mnist/</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MnistFactAttribute : FactAttribute
{
    public MnistFactAttribute()
    {
        if (DataFolder is null || !Directory.Exists(Folder))
            Skip = "GMMVAE_DATA names no folder that holds mnist/.";
    }

    public static string? DataFolder => Environment.GetEnvironmentVariable("GMMVAE_DATA");

    public static string Folder => Path.Combine(DataFolder!, "mnist");
}
