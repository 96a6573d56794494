namespace GmmVae.Cli;

/// <summary>A named line: points in drawing order.</summary>
internal sealed class LineSeries
{
    public LineSeries(string name, double[] x, double[] y)
    {
        if (x.Length != y.Length)
            throw new ArgumentException($"Series '{name}' has {x.Length} x but {y.Length} y.", nameof(y));
        (Name, X, Y) = (name, x, y);
    }

    public string Name { get; }

    public double[] X { get; }

    public double[] Y { get; }
}
