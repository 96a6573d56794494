namespace GmmVae.Tests.EndToEnd;

/// <summary>A test that needs PyTorch: skipped, visibly, where the Python that GMMVAE_PYTHON names (by default <c>/usr/bin/python3</c>) has
/// none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Lack = new(() =>
    {
        const string Question = "import importlib.util, sys; sys.exit(importlib.util.find_spec('torch') is None)";
        try
        {
            return NpmPackages.Execute(Python, null, "-c", Question).Code == 0 ? null
                : $"{Python} has no torch; GMMVAE_PYTHON may name another.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return $"There is no {Python}; GMMVAE_PYTHON may name another.";
        }
    });

    public TorchFactAttribute() => Skip = Lack.Value;

    internal static string Python => Environment.GetEnvironmentVariable("GMMVAE_PYTHON") ?? "/usr/bin/python3";
}
