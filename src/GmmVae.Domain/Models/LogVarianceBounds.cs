namespace GmmVae.Domain;

/// <summary>The range that a network's log-variances are kept in; their gradient is 0 at and beyond the bounds.</summary>
/// <param name="Low">The least log-variance.</param>
/// <param name="High">The greatest log-variance.</param>
public readonly record struct LogVarianceBounds(double Low, double High)
{
    /// <summary>[−10, 8], for posteriors.</summary>
    public static LogVarianceBounds Posterior { get; } = new(-10, 8);

    /// <summary>[−8, 8], for the components of the mixture prior.</summary>
    public static LogVarianceBounds Prior { get; } = new(-8, 8);
}
