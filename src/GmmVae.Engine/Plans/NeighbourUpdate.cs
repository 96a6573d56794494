namespace GmmVae.Engine;

/// <summary>
/// The phase <see cref="Phase.Update"/> of ranks that share a store. Adam is shared out among neighbours; whatever else changes the store the first of them does
/// alone. They meet where one gives way to the other, and at the end.
/// </summary>
internal static class NeighbourUpdate
{
    /// <summary>This rank's part.</summary>
    public static IEnumerable<Instruction> Of(IReadOnlyList<Instruction> all, IRankGroup ranks)
    {
        if (ranks.Neighbours == 1)
            return all;
        if (all.OfType<RankSumInstruction>().Any())
            throw new NotSupportedException("A sum over ranks that nothing but an update reads cannot be made by ranks that share a store.");
        return all.SelectMany((instruction, i) => Mine(instruction).Concat(
            i == all.Count - 1 || IsShared(instruction) != IsShared(all[i + 1]) ? [new MeetInstruction(ranks)] : Array.Empty<Instruction>()));

        IEnumerable<Instruction> Mine(Instruction instruction) => IsShared(instruction) || ranks.Place() == 0 ? [instruction] : [];
    }

    /// <summary>Whether ranks can share out a step of Adam: they all have what it reads besides the store.</summary>
    public static bool CanShare(BoundGraph graph, AdamUnit step, IRankGroup ranks) => ranks.Neighbours == 1
        || step.Factors.Where(factor => factor >= 0).Append(step.Gradient).Select(node => graph.View(node).Root)
            .All(root => graph.IsGiven(root) || graph.Phase(root) == Phase.Compute);

    private static bool IsShared(Instruction instruction) => instruction is AdamInstruction;
}
