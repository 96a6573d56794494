namespace GmmVae.Tests.EndToEnd;

/// <summary>A test that needs a package of npm: skipped, visibly, where there is no npm or it reaches no registry.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NpmFactAttribute : FactAttribute
{
    public NpmFactAttribute() => Skip = NpmPackages.Missing;
}
