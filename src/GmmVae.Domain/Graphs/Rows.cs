namespace GmmVae.Domain.Graphs;

/// <summary>
/// Between observations, their views and their Monte-Carlo samples: [batch, …], [batch·views, …] and
/// [batch·views·samples, …], samples innermost.
/// </summary>
internal static class Rows
{
    /// <summary>Each row repeated: [batch, …] to [batch·samples, …].</summary>
    public static Sym RepeatRows(this Sym perRow, int samples) => samples == 1
        ? perRow
        : perRow.Repeat(1, samples).Reshape([perRow.Shape[0] * samples, .. perRow.Shape.Extents.Skip(1)]);

    /// <summary>The mean over each observation's samples: [batch·samples, …] to [batch, …].</summary>
    public static Sym MeanOverSamples(this Sym perSample, int samples) => samples == 1
        ? perSample
        : perSample.Reshape([Extent.Batch, samples, .. perSample.Shape.Extents.Skip(1)]).Mean(1);

    /// <summary>One view's rows: [batch·views·samples, …] to [batch·samples, …].</summary>
    public static Sym View(this Sym perView, int view, int views, int samples = 1)
    {
        if (views == 1)
            return perView;
        Extent[] rest = [.. perView.Shape.Extents.Skip(1)];
        return perView.Reshape([Extent.Batch, views, samples, .. rest]).Slice(1, view, 1).Reshape([Extent.Batch * samples, .. rest]);
    }
}
