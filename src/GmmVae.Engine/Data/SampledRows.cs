using GmmVae.Domain.Graphs;

namespace GmmVae.Engine.Data;

/// <summary>Rows of a data set for figures and measurements.</summary>
internal static class SampledRows
{
    /// <summary>At most <paramref name="most"/> rows, evenly spread.</summary>
    internal static int[] Spread(int rows, int most)
    {
        var count = Math.Min(rows, most);
        return [.. Enumerable.Range(0, count).Select(i => (int)((long)i * rows / count))];
    }

    /// <summary>The given rows of a matrix [rows, width].</summary>
    internal static float[] Of(ReadOnlySpan<float> matrix, int[] rows, int width)
    {
        var result = new float[rows.Length * width];
        for (var i = 0; i < rows.Length; i++)
            matrix.Slice(rows[i] * width, width).CopyTo(result.AsSpan(i * width));
        return result;
    }

    /// <summary>The given rows of a data set, preprocessed.</summary>
    internal static float[] Of(Dataset data, int[] rows)
    {
        var result = new float[rows.Length * data.Features];
        data.CopyRows(rows, result);
        return result;
    }

    /// <summary>The labels of the given rows.</summary>
    internal static int[] Labels(Dataset data, int[] rows) => Array.ConvertAll(rows, row => data.Labels!.Value.Span[row]);
}
