using LanguageExt;

namespace GmmVae.Domain;

/// <summary>The hidden layers of a dense network; none give a linear network.</summary>
public sealed record NetworkSpec : TrunkSpec
{
    private NetworkSpec(Arr<int> widths, Activation activation, bool batchNorm)
        : base(widths, activation, batchNorm)
    {
    }

    /// <summary>A checked specification; errors name <paramref name="option"/>.</summary>
    public static Validation<SpecError, NetworkSpec> Create(
        Arr<int> widths, Activation activation, bool batchNorm, string option = "--hidden") =>
        SpecRules.Validate(() => new NetworkSpec(widths, activation, batchNorm), SpecRules.Widths(option, widths));
}
