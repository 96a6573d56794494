using LanguageExt;

namespace GmmVae.Domain.Models;

/// <summary>
/// The hidden layers of an encoder or a decoder: dense ones alone (<see cref="NetworkSpec"/>), or with convolutions on the
/// side of the data (<see cref="ConvolutionalSpec"/>).
/// </summary>
public abstract record TrunkSpec
{
    private protected TrunkSpec(Arr<int> widths, Activation activation, bool batchNorm) =>
        (Widths, Activation, BatchNorm) = (widths, activation, batchNorm);

    /// <summary>The width of each dense hidden layer in order; there may be none.</summary>
    public Arr<int> Widths { get; }

    /// <summary>The nonlinearity after each hidden layer.</summary>
    public Activation Activation { get; }

    /// <summary>Whether each hidden layer is batch-normalised before its nonlinearity.</summary>
    public bool BatchNorm { get; }
}

/// <summary>The hidden layers of a dense network; none give a linear network.</summary>
public sealed record NetworkSpec : TrunkSpec
{
    private NetworkSpec(Arr<int> widths, Activation activation, bool batchNorm)
        : base(widths, activation, batchNorm)
    {
    }

    /// <summary>A checked specification; errors name <paramref name="setting"/>.</summary>
    public static Validation<SpecError, NetworkSpec> Create(
        Arr<int> widths, Activation activation, bool batchNorm, Setting setting = Setting.Hidden) =>
        SpecRules.Validate(() => new NetworkSpec(widths, activation, batchNorm), SpecRules.Widths(setting, widths));
}

/// <summary>The nonlinearity of a hidden layer.</summary>
public enum Activation
{
    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,
}

/// <summary>The range that a network's log-variances are kept in; their gradient is 0 at and beyond the bounds.</summary>
/// <param name="Low">The least log-variance.</param>
/// <param name="High">The greatest log-variance.</param>
public readonly record struct LogVarianceBounds(double Low, double High)
{
    /// <summary>[−10, 8], for posteriors.</summary>
    public static LogVarianceBounds Posterior { get; } = new(-10, 8);

    /// <summary>[−8, 8], for the components of the mixture prior.</summary>
    public static LogVarianceBounds Prior { get; } = new(-8, 8);
}
