namespace GmmVae.Engine;

/// <summary>The parts of a unit that is a step of Adam, as nodes.</summary>
/// <param name="Gradient">The gradient, which is read only.</param>
/// <param name="Replaced">Parameter, first moment, second moment, and what follows the parameter if there is such a thing.</param>
/// <param name="Next">Their next values.</param>
/// <param name="Factors">The scalars in the order of <see cref="AdamFactors"/>; −1 for one that is missing.</param>
internal sealed record AdamUnit(int Gradient, int[] Replaced, int[] Next, int[] Factors);
