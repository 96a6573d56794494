using FsCheck;
using FsCheck.Fluent;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class BroadcastLaws
{
    private static readonly Gen<(Shape Shape, Arr<int> Axes, int Batch, int Seed)> Repetitions =
        from shape in Generators.Shapes
        from mask in Gen.Choose(0, 7)
        from batch in Generators.Batch
        from seed in Generators.Seed
        select (shape, toArray(Enumerable.Range(0, shape.Rank).Where(axis => (mask >> axis) % 2 == 1)), batch, seed);

    [Law(nameof(Repetitions), MaxTest = 300)]
    public void Repeating_and_summing_over_the_same_axes_are_dual((Shape Shape, Arr<int> Axes, int Batch, int Seed) given)
    {
        var (x, y) = (Whole(given.Seed, given.Shape.Without(given.Axes).Bind(given.Batch)),
            Whole(given.Seed + 1, given.Shape.Bind(given.Batch)));
        var repeated = Run(new Op.Broadcast(given.Shape, given.Axes), given.Shape.Without(given.Axes), given.Batch, x);
        var summed = Run(new Op.Reduce(ReductionKind.Sum, given.Axes), given.Shape, given.Batch, y);
        Assert.Equal(Dot(repeated, y), Dot(x, summed));
    }

    [Law(nameof(Repetitions), MaxTest = 300)]
    public void The_maximum_of_a_repetition_is_the_original((Shape Shape, Arr<int> Axes, int Batch, int Seed) given)
    {
        var small = given.Shape.Without(given.Axes);
        var x = Whole(given.Seed, small.Bind(given.Batch));
        var repeated = Run(new Op.Broadcast(given.Shape, given.Axes), small, given.Batch, x);
        var maximum = Run(new Op.Reduce(ReductionKind.Maximum, given.Axes), given.Shape, given.Batch, repeated);
        Assert.Equal(x.Values, maximum.Values);
    }

    private static Tensor Run(Op op, Shape shape, int batch, Tensor operand)
    {
        var builder = new GraphBuilder();
        builder.Output("result", builder.Add(op, builder.Input("x", InputRole.Data, shape)));
        return Evaluate.Outputs(builder.Build(), batch, new Dictionary<string, Tensor> { ["x"] = operand })["result"];
    }

    /// <summary>Whole numbers, whose products sum exactly in any order.</summary>
    private static Tensor Whole(int seed, int[] dimensions)
    {
        var values = Generators.Fill(seed, dimensions, -50, 50).Values.ToArray();
        return Tensor.Of(dimensions, values.Select(value => Math.Round(value)).ToArray());
    }

    private static double Dot(Tensor left, Tensor right)
    {
        Assert.Equal(left.Dimensions, right.Dimensions);
        return left.Values.ToArray().Zip(right.Values.ToArray(), (a, b) => a * b).Sum();
    }
}
