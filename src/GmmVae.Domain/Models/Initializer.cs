namespace GmmVae.Domain;

/// <summary>The distribution that the elements of one parameter start from.</summary>
public abstract record Initializer
{
    private protected Initializer()
    {
    }

    /// <summary>Every element the same.</summary>
    public sealed record Fill(double Value) : Initializer;

    /// <summary>Uniform on [−<paramref name="Bound"/>, <paramref name="Bound"/>].</summary>
    public sealed record Uniform(double Bound) : Initializer;

    /// <summary>Normal with mean 0.</summary>
    public sealed record Normal(double StandardDeviation) : Initializer;
}
