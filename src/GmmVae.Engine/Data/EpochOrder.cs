using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>The order in which an epoch visits the rows: a pure function of (seed, phase, restart, epoch).</summary>
public static class EpochOrder
{
    /// <summary>The key of the orders of one restart of one training phase.</summary>
    public static RandomKey Key(ulong seed, int phase, int restart) =>
        RandomKey.FromSeed(seed).Fold("shuffle").Fold((ulong)phase).Fold((ulong)restart);

    /// <summary>Writes the order of <paramref name="epoch"/>, a permutation of 0 … length − 1: the same as
    /// <see cref="RandomKey.Permutation"/> under the epoch's key, without allocating.</summary>
    public static void Fill(RandomKey key, int epoch, Span<int> order)
    {
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Shuffle(key.Fold((ulong)epoch), 0, order);
    }

    /// <summary>Permutes rows that stand from a place of the epoch on; no two places share a draw.</summary>
    internal static void Shuffle(RandomKey epochKey, int place, Span<int> rows)
    {
        for (var i = rows.Length - 1; i > 0; i--)
        {
            var j = epochKey.Integer((ulong)place + (ulong)i, i + 1);
            (rows[i], rows[j]) = (rows[j], rows[i]);
        }
    }
}
