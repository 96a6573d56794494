using LanguageExt;

namespace GmmVae.Domain;

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
