namespace GmmVae.Tests.Torch;

/// <summary>A test that needs libtorch: where it cannot be loaded, it says so and is skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TorchFactAttribute : FactAttribute
{
    private static readonly string? Reason = TorchEngine.WhyUnavailable();

    public TorchFactAttribute() => Skip = Reason;
}
