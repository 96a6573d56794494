namespace GmmVae.Tests.Properties;

/// <summary>A law of as many cases as usual times GMMVAE_LONG.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongLawAttribute : LawAttribute
{
    public LongLawAttribute(int usually, params string[] generators)
        : base(generators)
    {
        Usually = usually;
        MaxTest = LongRuns.Times(usually);
    }

    public int Usually { get; }
}
