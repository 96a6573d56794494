using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>
/// One number a sample: an even mixture of ten Gaussians on the real line, with means 0 … 9 and standard deviation
/// 0.12. The smallest problem on which clustering can be seen to work.
/// </summary>
/// <remarks>A pure function of the seed, with the same bits on every machine. A row's draws depend on its split and
/// number alone, so asking for fewer rows gives the first ones.</remarks>
public static class LineData
{
    /// <summary>The number of Gaussians: labels are 0 … 9, in the order of the means.</summary>
    public const int Components = 10;

    /// <summary>The standard deviation of each Gaussian; their means are one apart.</summary>
    public const double Deviation = 0.12;

    /// <summary>Both splits, with true labels, standardised with the training split's mean and deviation.</summary>
    /// <exception cref="ArgumentException">A split has no rows.</exception>
    public static DataSplits Generate(ulong seed, int trainRows = 6000, int testRows = 2000)
    {
        var key = RandomKey.FromSeed(seed).Fold("line");
        return DataSplits.Fit(Split(key, "train", trainRows), Split(key, "test", testRows));
    }

    private static Dataset Split(RandomKey key, string split, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        var splitKey = key.Fold(split);
        var values = new float[rows];
        var labels = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            labels[row] = splitKey.Integer((ulong)row, Components);
            values[row] = (float)(labels[row] + Deviation * splitKey.Normal((ulong)row));
        }

        return Dataset.FromFloats("line/" + split, values, 1, labels: labels);
    }
}
