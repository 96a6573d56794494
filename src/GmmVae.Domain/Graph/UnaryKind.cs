namespace GmmVae.Domain;

/// <summary>Elementwise functions of one operand.</summary>
public enum UnaryKind
{
    /// <summary>−x.</summary>
    Negate,

    /// <summary>eˣ.</summary>
    Exp,

    /// <summary>The natural logarithm.</summary>
    Log,

    /// <summary>The square root.</summary>
    Sqrt,

    /// <summary>x².</summary>
    Square,

    /// <summary>max(x, 0); its derivative at 0 is 0.</summary>
    Relu,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    Sigmoid,

    /// <summary>ln(1 + eˣ), computed without overflow.</summary>
    Softplus,
}
