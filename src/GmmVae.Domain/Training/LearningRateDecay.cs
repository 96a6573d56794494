namespace GmmVae.Domain;

/// <summary>How the step size changes through the training.</summary>
public enum LearningRateDecay
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>To 0 on half a cosine.</summary>
    Cosine,

    /// <summary>By half after each fifth of the steps.</summary>
    Step,
}
