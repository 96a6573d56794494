namespace GmmVae.Domain;

/// <summary>Turns independent standard normal numbers into draws from a Gaussian: mean + Σ_k noise_k · direction_k.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class GaussianMap
{
    private readonly double[] mean;
    private readonly double[] directions;
    private readonly int stride;

    /// <param name="mean">[dimensions].</param>
    /// <param name="directions">Directions as long as the deviation along them, padded rows.</param>
    /// <param name="stride">The length of a padded row.</param>
    internal GaussianMap(double[] mean, double[] directions, int stride) =>
        (this.mean, this.directions, this.stride) = (mean, directions, stride);

    /// <summary>The number of dimensions.</summary>
    public int Dimensions => mean.Length;

    /// <summary>Replaces noise [dimensions] by a draw.</summary>
    /// <exception cref="ArgumentException">The length is another.</exception>
    public void Apply(Span<float> noise)
    {
        if (noise.Length != Dimensions)
            throw new ArgumentException("One number for each dimension is needed.", nameof(noise));
        var draw = new double[stride];
        mean.CopyTo(draw, 0);
        for (var k = 0; k < Dimensions; k++)
            RowMath.AddScaled(draw, noise[k], RowMath.Row(directions, k, stride));
        for (var i = 0; i < Dimensions; i++)
            noise[i] = (float)draw[i];
    }
}
