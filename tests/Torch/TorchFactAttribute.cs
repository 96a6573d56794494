namespace GmmVae.Tests.Torch;

/// <summary>A test that needs libtorch: where it cannot be loaded, it says so and is skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TorchFactAttribute : FactAttribute
{
    /// <summary>Why libtorch cannot be loaded, if it cannot.</summary>
    internal static readonly string? Reason = TorchEngine.WhyUnavailable();

    public TorchFactAttribute() => Skip = Reason;
}

/// <summary>A law that needs libtorch.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TorchLawAttribute : LawAttribute
{
    public TorchLawAttribute(params string[] generators)
        : base(generators) => Skip = TorchFactAttribute.Reason;
}
