namespace GmmVae.Domain;

/// <summary>Targets made of assignments.</summary>
public static class SoftTarget
{
    /// <summary>
    /// t ∝ p^(1/T): ln p [rows, clusters] to ln t of the same shape. Below 1 the temperature T sharpens, 1 leaves p, and the
    /// order of the clusters stays.
    /// </summary>
    public static Sym Sharpen(Sym logP, double temperature) => (temperature == 1 ? logP : logP * (1 / temperature)).LogSoftmax();

    /// <summary>The mean of several assignments in one row each: ln p [rows, clusters] of each to its logarithm, up to rounding.</summary>
    public static Sym LogMean(params Sym[] logP)
    {
        if (logP.Length == 1)
            return logP[0];
        Extent[] one = [.. logP[0].Shape.Extents, 1];
        var side = SymMath.Concatenate(-1, [.. logP.Select(view => view.Reshape(one))]);
        return side.LogSumExp() - PortableMath.Log(logP.Length);
    }

    /// <summary>The sharpened assignment on arrays, through the oracle.</summary>
    public static Tensor Sharpen(Tensor logP, double temperature) => Evaluate.Term(x => Sharpen(x[0], temperature), logP);

    /// <summary>The mean assignment on arrays, through the oracle.</summary>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public static Tensor LogMean(params Tensor[] logP) => Evaluate.Term(x => LogMean(x), logP);
}
