namespace GmmVae.Engine.Inference;

/// <summary>Codes along paths through the space of codes; arrays are [codes, latent].</summary>
internal static class CodePaths
{
    /// <summary>From each code straight to that of the same row of another set, both ends among them, [rows · steps, latent].</summary>
    internal static float[] Between(ReadOnlySpan<float> from, ReadOnlySpan<float> to, int latent, int steps)
    {
        var codes = new float[from.Length * steps];
        for (var i = 0; i < codes.Length / latent; i++)
        {
            var (share, row) = (i % steps / (double)(steps - 1), i / steps * latent);
            for (var d = 0; d < latent; d++)
                codes[(i * latent) + d] = (float)(((1 - share) * from[row + d]) + (share * to[row + d]));
        }

        return codes;
    }

    /// <summary>Each code with one dimension after the other moved from −reach to +reach, [rows · latent · steps, latent].</summary>
    internal static float[] Around(ReadOnlySpan<float> centres, int latent, int steps, double reach)
    {
        var codes = new float[centres.Length * latent * steps];
        for (var i = 0; i < codes.Length / latent; i++)
        {
            var (step, dimension, row) = (i % steps, i / steps % latent, i / steps / latent);
            var code = codes.AsSpan(i * latent, latent);
            centres.Slice(row * latent, latent).CopyTo(code);
            code[dimension] += (float)(steps == 1 ? 0 : reach * ((2.0 * step / (steps - 1)) - 1));
        }

        return codes;
    }
}
