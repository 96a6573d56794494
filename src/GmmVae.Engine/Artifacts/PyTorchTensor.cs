using LanguageExt;

namespace GmmVae.Engine;

/// <summary>A tensor of <see cref="PyTorchLayout"/>: a parameter or running statistic of the model in PyTorch's order, or values that the specification fixes.</summary>
/// <param name="Name">PyTorch's name.</param>
/// <param name="Shape">PyTorch's shape.</param>
/// <param name="Source">The model's name of it; empty where the values are fixed.</param>
internal sealed record PyTorchTensor(string Name, Arr<int> Shape, string Source)
{
    /// <summary>The values that the specification fixes.</summary>
    public float[] Fixed { get; init; } = [];

    /// <summary>For each place in PyTorch's order the place in the model's.</summary>
    public Func<int, int> Place { get; init; } = place => place;

    /// <summary>A constant that the model multiplies the parameter by, and PyTorch's modules do not.</summary>
    public double Gain { get; init; } = 1;

    /// <summary>Whether the specification fixes the values.</summary>
    public bool IsFixed => Source.Length == 0;

    /// <summary>The values in PyTorch's order from those in the model's.</summary>
    public float[] ToPyTorch(ReadOnlySpan<float> values)
    {
        var theirs = new float[values.Length];
        for (var i = 0; i < theirs.Length; i++)
            theirs[i] = values[Place(i)] is var value && Gain == 1 ? value : (float)(value * Gain);
        return theirs;
    }

    /// <summary>The values in the model's order from those in PyTorch's: what <see cref="ToPyTorch"/> was given, to the bit where the gain is a
    /// power of two, else to a rounding or two of single precision.</summary>
    public float[] FromPyTorch(ReadOnlySpan<float> values)
    {
        var ours = new float[values.Length];
        for (var i = 0; i < ours.Length; i++)
            ours[Place(i)] = Gain == 1 ? values[i] : (float)(values[i] / Gain);
        return ours;
    }
}
