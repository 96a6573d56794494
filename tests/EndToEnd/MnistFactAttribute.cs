namespace GmmVae.Tests.EndToEnd;

/// <summary>A test on the real MNIST: skipped, visibly, unless GMMVAE_DATA names the folder that holds <c>mnist/</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MnistFactAttribute : FactAttribute
{
    public MnistFactAttribute()
    {
        if (string.IsNullOrEmpty(DataFolder)) Skip = "GMMVAE_DATA is not set: no MNIST to test with.";
    }

    internal static string? DataFolder => Environment.GetEnvironmentVariable("GMMVAE_DATA");
}
