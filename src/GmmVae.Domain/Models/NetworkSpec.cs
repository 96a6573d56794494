using LanguageExt;

namespace GmmVae.Domain;

/// <summary>The hidden layers of a dense network.</summary>
public sealed record NetworkSpec
{
    private NetworkSpec(Arr<int> widths, Activation activation, bool batchNorm) =>
        (Widths, Activation, BatchNorm) = (widths, activation, batchNorm);

    /// <summary>The width of each hidden layer in order; none gives a linear network.</summary>
    public Arr<int> Widths { get; }

    /// <summary>The nonlinearity after each hidden layer.</summary>
    public Activation Activation { get; }

    /// <summary>Whether each hidden layer is batch-normalised before its nonlinearity.</summary>
    public bool BatchNorm { get; }

    /// <summary>A checked specification; errors name <paramref name="option"/>.</summary>
    public static Validation<SpecError, NetworkSpec> Create(
        Arr<int> widths, Activation activation, bool batchNorm, string option = "--hidden") =>
        SpecRules.Validate(() => new NetworkSpec(widths, activation, batchNorm), SpecRules.Widths(option, widths));
}
