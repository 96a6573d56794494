namespace GmmVae.Engine;

/// <summary>The numbers that one step of Adam applies to every element.</summary>
/// <param name="Clip">What the gradient is multiplied by first; 1 changes no bit.</param>
/// <param name="FirstDecay">What the first moment keeps of itself.</param>
/// <param name="FirstGain">What it takes of the gradient.</param>
/// <param name="SecondDecay">What the second moment keeps of itself.</param>
/// <param name="SecondGain">What it takes of the gradient's square.</param>
/// <param name="FirstCorrection">What the first moment is multiplied by against its start at 0.</param>
/// <param name="SecondCorrection">The same for the second.</param>
/// <param name="Rate">The step size.</param>
/// <param name="Epsilon">Added to the root.</param>
/// <param name="Kept">What the parameter is multiplied by first; 1 changes no bit.</param>
/// <param name="FollowerDecay">What the follower keeps of itself.</param>
/// <param name="FollowerGain">What it takes of the parameter's next value.</param>
internal readonly record struct AdamFactors(
    float Clip,
    float FirstDecay,
    float FirstGain,
    float SecondDecay,
    float SecondGain,
    float FirstCorrection,
    float SecondCorrection,
    float Rate,
    float Epsilon,
    float Kept,
    float FollowerDecay = 0,
    float FollowerGain = 0);
