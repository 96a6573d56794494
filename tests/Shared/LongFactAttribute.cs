namespace GmmVae.Tests;

/// <summary>A test that takes minutes: skipped, visibly, unless GMMVAE_LONG is more than 1.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongFactAttribute : FactAttribute
{
    public LongFactAttribute()
    {
        if (!LongRuns.AreWanted)
            Skip = $"It takes minutes: set {LongRuns.Variable}=10.";
    }
}
