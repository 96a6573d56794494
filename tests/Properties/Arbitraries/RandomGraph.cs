using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

/// <summary>
/// A well-formed graph with values for its inputs. It has a scalar output <c>objective</c> and outputs <c>value.N</c>
/// for the tensors that the objective sums up; the values stay small, logarithms and roots see positive numbers, and
/// divisors stay away from 0.
/// </summary>
public sealed class RandomGraph
{
    private readonly int[] widths;
    private readonly GraphStep[] steps;
    private readonly int seed;

    private RandomGraph(int batch, int[] widths, GraphStep[] steps, int seed)
    {
        Batch = batch;
        this.widths = widths;
        this.steps = steps;
        this.seed = seed;
        Graph = GraphGrower.Grow(widths, steps);
        Inputs = Graph.Inputs.Select((input, i) => (input, i)).ToDictionary(
            pair => pair.input.Name,
            pair => Generators.Fill(seed + pair.i, pair.input.Shape.Bind(batch)));
    }

    public Graph Graph { get; }

    public int Batch { get; }

    public IReadOnlyDictionary<string, Tensor> Inputs { get; }

    /// <summary>Random graphs of up to 14 steps.</summary>
    public static Arbitrary<RandomGraph> Cases { get; } = UpTo(14);

    /// <summary>Random graphs of up to so many steps; a counterexample shrinks to fewer steps and a smaller batch.</summary>
    public static Arbitrary<RandomGraph> UpTo(int maximumSteps) => Arb.From(
        from batch in Gen.Choose(1, 4)
        from widths in Gen.Choose(1, 4).ArrayOf(3)
        from count in Gen.Choose(1, maximumSteps)
        from steps in Step.ArrayOf(count)
        from seed in Generators.Seed
        select new RandomGraph(batch, widths, steps, seed),
        graph => graph.Shrink());

    private static Gen<GraphStep> Step { get; } =
        from kind in Gen.Choose(0, GraphGrower.Kinds - 1)
        from first in Gen.Choose(0, 9999)
        from second in Gen.Choose(0, 9999)
        from detail in Gen.Choose(0, 9999)
        select new GraphStep(kind, first, second, detail);

    /// <summary>The graph as text, then the values of its inputs.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("\n").Append(GraphText.Write(Graph));
        text.Append(CultureInfo.InvariantCulture, $"batch {Batch}\n");
        foreach (var (name, tensor) in Inputs)
            text.Append(name).Append(" = ")
                .AppendJoin(", ", tensor.Values.ToArray().Select(value => value.ToString("R", CultureInfo.InvariantCulture)))
                .Append('\n');
        return text.ToString();
    }

    private IEnumerable<RandomGraph> Shrink()
    {
        if (steps.Length > 3)
        {
            yield return new(Batch, widths, steps[..(steps.Length / 2)], seed);
            yield return new(Batch, widths, steps[(steps.Length / 2)..], seed);
        }

        for (var i = 0; i < steps.Length && steps.Length > 1; i++)
            yield return new(Batch, widths, [.. steps[..i], .. steps[(i + 1)..]], seed);
        if (Batch > 1)
            yield return new(1, widths, steps, seed);
        if (widths.Any(width => width > 1))
            yield return new(Batch, [.. widths.Select(width => Math.Max(1, width - 1))], steps, seed);
    }
}
