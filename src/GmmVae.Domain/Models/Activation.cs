namespace GmmVae.Domain;

/// <summary>The nonlinearity of a hidden layer.</summary>
public enum Activation
{
    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,
}
