namespace GmmVae;

/// <summary>The one exception that this library throws for failures a caller can expect; it carries every message.</summary>
public sealed class GmmVaeException : Exception
{
    /// <summary>Creates it from all that is wrong.</summary>
    public GmmVaeException(FailureKind kind, params IEnumerable<string> errors)
        : this(kind, [.. errors])
    {
    }

    private GmmVaeException(FailureKind kind, string[] errors)
        : base(string.Join(Environment.NewLine, errors)) => (Kind, Errors) = (kind, errors);

    /// <summary>What kind of failure it is.</summary>
    public FailureKind Kind { get; }

    /// <summary>Each thing that is wrong: what, where, and the cure.</summary>
    public IReadOnlyList<string> Errors { get; }
}
