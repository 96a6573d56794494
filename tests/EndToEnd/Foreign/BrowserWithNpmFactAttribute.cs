namespace GmmVae.Tests.EndToEnd;

/// <summary>A test that needs Chromium and a package of npm: skipped, visibly, where either is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserWithNpmFactAttribute : FactAttribute
{
    public BrowserWithNpmFactAttribute() => Skip = new ChromiumFactAttribute().Skip ?? NpmPackages.Missing;
}
