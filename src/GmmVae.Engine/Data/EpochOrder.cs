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
        var epochKey = key.Fold((ulong)epoch);
        for (var i = 0; i < order.Length; i++) order[i] = i;
        for (var i = order.Length - 1; i > 0; i--)
        {
            var j = epochKey.Integer((ulong)i, i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
    }
}
