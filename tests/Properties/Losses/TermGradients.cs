namespace GmmVae.Tests.Properties;

/// <summary>Holds a loss term's reverse-mode gradient to central differences, as a graph over inputs.</summary>
internal static class TermGradients
{
    /// <param name="arguments">The term's arguments, the batch first.</param>
    /// <param name="term">[batch] or a scalar; rows are combined with unequal weights.</param>
    internal static void Hold(Func<LossCase, Tensor[]> arguments, Func<Sym[], Sym> term)
    {
        var (compared, skipped) = (0, 0);
        Laws.Hold(LossCase.Small, c =>
        {
            var tensors = arguments(c);
            var builder = new GraphBuilder();
            var inputs = tensors.Select((tensor, i) => builder.Input(Name(i), InputRole.Data, ShapeOf(tensor))).ToArray();
            var value = term(inputs);
            builder.Output("objective", value.Shape.Rank == 0 ? value
                : (value * builder.Input("probe", InputRole.Data, value.Shape)).Sum(0));
            var graph = builder.Build();
            var given = tensors.Select((tensor, i) => (Name(i), tensor)).ToDictionary(pair => pair.Item1, pair => pair.tensor);
            if (value.Shape.Rank > 0)
                given.Add("probe", c.Draw(99, -1, 1, c.Rows));
            var counts = CentralDifferences.AssertGradients(graph, "objective", c.Rows, given);
            (compared, skipped) = (compared + counts.Compared, skipped + counts.Skipped);
        });
        Assert.True(compared > 20 * skipped, $"{skipped} derivatives were passed over, {compared} compared.");
    }

    private static string Name(int i) => FormattableString.Invariant($"argument {i}");

    private static Shape ShapeOf(Tensor tensor) => Shape.Of(
        [.. tensor.Dimensions.ToArray().Select((length, axis) => axis == 0 ? Extent.Batch : (Extent)length)]);
}
