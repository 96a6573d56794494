namespace GmmVae.Domain;

/// <summary>Elementwise functions of two operands of the same shape.</summary>
public enum BinaryKind
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a − b.</summary>
    Subtract,

    /// <summary>a · b.</summary>
    Multiply,

    /// <summary>a / b.</summary>
    Divide,

    /// <summary>max(a, b); at a tie the derivative belongs to b.</summary>
    Maximum,

    /// <summary>min(a, b); at a tie the derivative belongs to b.</summary>
    Minimum,

    /// <summary>1 where a &gt; b, else 0; its derivative is 0.</summary>
    Greater,
}
