namespace GmmVae.Domain;

/// <summary>The length of one axis: a constant, or a constant multiple of the batch that a plan binds later.</summary>
/// <param name="Factor">The constant length, or the multiple of the batch.</param>
/// <param name="IsBatch">Whether <paramref name="Factor"/> is multiplied by the batch.</param>
public readonly record struct Extent(int Factor, bool IsBatch)
{
    /// <summary>The extent of the batch axis: one row for each observation.</summary>
    public static Extent Batch { get; } = new(1, true);

    /// <summary>A constant length.</summary>
    public static implicit operator Extent(int length) => new(length, false);

    /// <summary>The extent of this axis folded together with another one.</summary>
    /// <exception cref="InvalidOperationException">Both are multiples of the batch.</exception>
    public static Extent operator *(Extent left, Extent right) => left.IsBatch && right.IsBatch
        ? throw new InvalidOperationException("A shape may be a multiple of the batch, not of its square.")
        : new(checked(left.Factor * right.Factor), left.IsBatch || right.IsBatch);

    /// <summary>The length once the batch is known.</summary>
    public int Bind(int batch) => IsBatch ? checked(Factor * batch) : Factor;

    /// <summary><c>128</c>, <c>batch</c> or <c>10*batch</c>.</summary>
    public override string ToString() => (IsBatch, Factor) switch
    {
        (false, _) => FormattableString.Invariant($"{Factor}"),
        (true, 1) => "batch",
        (true, _) => FormattableString.Invariant($"{Factor}*batch"),
    };
}
