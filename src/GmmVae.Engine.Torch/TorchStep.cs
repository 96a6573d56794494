using TorchSharp;

namespace GmmVae.Engine.Torch;

/// <summary>One call of TorchSharp, or a few that belong together, from values to a value.</summary>
/// <param name="Target">Where the result goes; −1 for a step that changes its operands and has no result.</param>
/// <param name="Reads">The values that it reads.</param>
/// <param name="Run">Makes the result of the values read.</param>
internal sealed record TorchStep(int Target, int[] Reads, Func<torch.Tensor[], torch.Tensor?> Run)
{
    /// <summary>Whether the result shares the memory of the first value read.</summary>
    public bool IsView { get; init; }

    /// <summary>
    /// Ways to make the result in the memory of a value read, which nothing reads later, by its place among <see cref="Reads"/>; best
    /// first.
    /// </summary>
    public (int Place, Func<torch.Tensor[], torch.Tensor> Run)[] InPlace { get; init; } = [];
}

/// <summary>A value of a program.</summary>
/// <param name="Dimensions">Its lengths.</param>
internal sealed record TorchValue(int[] Dimensions)
{
    /// <summary>The tensor, where it is one for good: a constant, an input or something that the store keeps, or a view of those.</summary>
    public torch.Tensor? Fixed { get; init; }

    /// <summary>Whether the numbers never change either.</summary>
    public bool IsConstant { get; init; }
}
