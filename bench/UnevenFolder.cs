namespace GmmVae.Bench;

/// <summary>Writes pictures as a folder of four IDX files, with one class cut to a share of its rows in both splits.</summary>
internal static class UnevenFolder
{
    public static void Write(string folder, DataSplits data, int classNumber, double share, RandomKey key)
    {
        IdxOutput.Require(data);
        if (share is not (>= 0 and <= 1))
            throw new ArgumentException("--share must be from 0 to 1.");
        IdxOutput.Write(folder, "train", data.Train, Kept(data.Train, classNumber, share, key.Fold("train")));
        IdxOutput.Write(folder, "t10k", data.Test, Kept(data.Test, classNumber, share, key.Fold("test")));
    }

    /// <summary>The rows that stay, in order.</summary>
    private static int[] Kept(Dataset data, int classNumber, double share, RandomKey key)
    {
        var labels = data.Labels!.Value.Span.ToArray();
        var cut = Enumerable.Range(0, labels.Length).Where(row => labels[row] == classNumber).ToArray();
        if (cut.Length == 0)
            throw new ArgumentException($"--class: the data have no class {classNumber}.");
        var gone = key.Permutation(cut.Length).Skip((int)((share * cut.Length) + 0.5)).Select(place => cut[place]).ToHashSet();
        return [.. Enumerable.Range(0, labels.Length).Where(row => !gone.Contains(row))];
    }
}
