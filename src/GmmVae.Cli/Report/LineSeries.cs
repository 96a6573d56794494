namespace GmmVae.Cli;

/// <summary>A named line: points in drawing order. A faint one lies behind the others, such as a curve before it is smoothed.</summary>
internal sealed class LineSeries
{
    public LineSeries(string name, double[] x, double[] y, int? colour = null, bool isFaint = false)
    {
        if (x.Length != y.Length)
            throw new ArgumentException($"Series '{name}' has {x.Length} x but {y.Length} y.", nameof(y));
        (Name, X, Y, Colour, IsFaint) = (name, x, y, colour, isFaint);
    }

    public string Name { get; }

    public double[] X { get; }

    public double[] Y { get; }

    /// <summary>The colour's number, if not the place among the series.</summary>
    public int? Colour { get; }

    public bool IsFaint { get; }
}
