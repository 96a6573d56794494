namespace GmmVae.Domain;

/// <summary>Between observations and their Monte-Carlo samples: [batch, …] and [batch·samples, …], samples innermost.</summary>
public static class Rows
{
    /// <summary>Each row repeated: [batch, …] to [batch·samples, …].</summary>
    public static Sym RepeatRows(this Sym perRow, int samples) => samples == 1
        ? perRow
        : perRow.Repeat(1, samples).Reshape([perRow.Shape[0] * samples, .. perRow.Shape.Extents.Skip(1)]);

    /// <summary>The mean over each observation's samples: [batch·samples, …] to [batch, …].</summary>
    public static Sym MeanOverSamples(this Sym perSample, int samples) => samples == 1
        ? perSample
        : perSample.Reshape([Extent.Batch, samples, .. perSample.Shape.Extents.Skip(1)]).Mean(1);
}
