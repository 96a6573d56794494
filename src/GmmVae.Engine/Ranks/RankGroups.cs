namespace GmmVae.Engine;

/// <summary>What neighbours (<see cref="IRankGroup.Neighbours"/>) do with the memory that they share.</summary>
internal static class RankGroups
{
    /// <summary>The number of this rank among its neighbours, from 0.</summary>
    public static int Place(this IRankGroup ranks) => ranks.Rank % ranks.Neighbours;

    /// <summary>Changes what neighbours share: the first of them does, while the others wait.</summary>
    public static void Once(this IRankGroup ranks, Action change)
    {
        ranks.Meet();
        if (ranks.Place() == 0)
            change();
        ranks.Meet();
    }
}
