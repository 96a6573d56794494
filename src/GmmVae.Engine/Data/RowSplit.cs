using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>Holds rows out: the last ones of a permutation.</summary>
internal static class RowSplit
{
    /// <summary>The rows that are kept and those that are held out, both in the permutation's order or, where they are to be read block by block, in
    /// the order of the data.</summary>
    /// <param name="key">Of the permutation.</param>
    /// <param name="rows">How many there are.</param>
    /// <param name="held">How many of them are held out.</param>
    /// <param name="inOrder">Whether the order is that of the data.</param>
    public static (int[] Kept, int[] Held) Of(RandomKey key, int rows, int held, bool inOrder)
    {
        var order = key.Permutation(rows);
        var (kept, last) = (order[..(rows - held)], order[(rows - held)..]);
        if (inOrder)
        {
            Array.Sort(kept);
            Array.Sort(last);
        }

        return (kept, last);
    }
}
