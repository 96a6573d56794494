namespace GmmVae.Domain;

/// <summary>Where the cluster probabilities of an observation come from.</summary>
public enum ResponsibilityKind
{
    /// <summary>p(z|x,w) by Bayes' rule from the mixture prior (arXiv:1611.02648, section 3.2).</summary>
    Bayes,

    /// <summary>q(z|y), a softmax head on the encoder.</summary>
    EncoderHead,
}
