using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

/// <summary>
/// Grows a graph from steps. Every tensor carries a bound on its magnitude, by which it is scaled down (by a power of
/// two) before it grows too large.
/// </summary>
internal sealed class GraphGrower
{
    private const double Limit = 4;
    private const int LargestBatch = 4;

    private static readonly Func<GraphGrower, GraphStep, Grown>[] Growths =
    [
        (g, s) => g.Of(s, x => -x),
        (g, s) => g.Of(s, x => x.Exp(), Math.Exp, limit: 2),
        (g, s) => g.Of(s, x => (x.Square() + 0.5).Log(), b => 0.7 + Math.Log(1 + (b * b))),
        (g, s) => g.Of(s, x => (x.Square() + 0.5).Sqrt(), b => b + 1),
        (g, s) => g.Of(s, x => x.Square(), b => b * b),
        (g, s) => g.Of(s, x => x.Relu()),
        (g, s) => g.Of(s, x => x.Tanh(), _ => 1),
        (g, s) => g.Of(s, x => x.Sigmoid(), _ => 1),
        (g, s) => g.Of(s, x => x.Softplus(), b => b + 0.7),
        (g, s) => g.Pair(s, (a, b) => a + b, (a, b) => a + b),
        (g, s) => g.Pair(s, (a, b) => a - b, (a, b) => a + b),
        (g, s) => g.Pair(s, (a, b) => a * b, (a, b) => a * b),
        (g, s) => g.Pair(s, (a, b) => a / (b.Square() + 0.5), (a, _) => 2 * a),
        (g, s) => g.Pair(s, (a, b) => a.Maximum(b), Math.Max),
        (g, s) => g.Pair(s, (a, b) => a.Minimum(b), Math.Max),
        (g, s) => g.Pair(s, (a, b) => a.Greater(b) + (a * 0.5), (a, _) => 1 + a),
        (g, s) => g.Chosen(s),
        (g, s) => g.Product(s, false, false),
        (g, s) => g.Product(s, true, false),
        (g, s) => g.Product(s, false, true),
        (g, s) => g.Product(s, true, true),
        (g, s) => g.Reduced(s, ReductionKind.Sum),
        (g, s) => g.Reduced(s, ReductionKind.Maximum),
        (g, s) => g.Of(s, x => x.LogSumExp(), b => b + 4, atLeast: 1),
        (g, s) => g.Of(s, x => x.LogSoftmax(), b => (2 * b) + 4, atLeast: 1),
        (g, s) => g.Repeated(s),
        (g, s) => g.Of(s, x => Reshaped(x, s.Detail)),
        (g, s) => g.Cut(s),
        (g, s) => g.Joined(s),
        (g, s) => g.Of(s, x => x.StopGradient() + x.Tanh(), b => b + 1),
        (g, s) => g.Of(s, x => x.Builder.Add(new Op.RankSum(), x), b => b),
        (g, s) => g.Measured(s),
        (g, s) => g.Shifted(s),
        (g, s) => g.Unfolded(s),
        (g, s) => g.Folded(s),
    ];

    private readonly GraphBuilder builder = new();
    private readonly List<Grown> pool = [];
    private readonly System.Collections.Generic.HashSet<int> used = [];
    private int parameters;

    private readonly record struct Grown(Sym Value, double Bound)
    {
        public Shape Shape => Value.Shape;

        public Grown Within(double limit)
        {
            var scale = 1.0;
            while (Bound * scale > limit)
                scale /= 2;
            return scale == 1 ? this : new(Value * scale, Bound * scale);
        }
    }

    public static int Kinds => Growths.Length;

    public static Graph Grow(int[] widths, IEnumerable<GraphStep> steps)
    {
        var grower = new GraphGrower();
        var (n, m, k) = (widths[0], widths[1], widths[2]);
        grower.Input("data", InputRole.Data, Shape.Of(Extent.Batch, n));
        grower.Input("noise", InputRole.Noise, Shape.Of(Extent.Batch, k, n));
        grower.Input("weight", InputRole.Parameter, Shape.Of(n, m));
        grower.Input("bias", InputRole.Parameter, Shape.Of(n));
        grower.Input("running", InputRole.State, Shape.Of(k, n));
        grower.Input("rate", InputRole.Scalar, Shape.Scalar);
        foreach (var step in steps)
            grower.pool.Add(Growths[step.Kind % Kinds](grower, step).Within(Limit));
        return grower.Finish();
    }

    private Graph Finish()
    {
        var terms = new List<Sym>();
        foreach (var (value, _) in pool.Where((grown, i) => i >= 6 && !used.Contains(i)))
        {
            builder.Output(FormattableString.Invariant($"value.{terms.Count}"), value);
            terms.Add((value * (value + (0.25 * (terms.Count + 1)))).Mean([.. Enumerable.Range(0, value.Shape.Rank)]));
        }

        builder.Output("objective", terms.Aggregate((sum, term) => sum + term));
        return builder.Build();
    }

    private Grown Input(string name, InputRole role, Shape shape)
    {
        var grown = new Grown(builder.Input(name, role, shape), 1.5);
        pool.Add(grown);
        return grown;
    }

    private Grown Pick(int choice, Func<Shape, bool> suits)
    {
        var candidates = Enumerable.Range(0, pool.Count).Where(i => suits(pool[i].Shape)).ToArray();
        var chosen = candidates[choice % candidates.Length];
        used.Add(chosen);
        return pool[chosen];
    }

    private Grown Of(GraphStep step, Func<Sym, Sym> build, Func<double, double>? bound = null, double limit = Limit, int atLeast = 0)
    {
        var x = Pick(step.First, shape => shape.Rank >= atLeast).Within(limit);
        return new(build(x.Value), bound?.Invoke(x.Bound) ?? x.Bound);
    }

    private Grown Pair(GraphStep step, Func<Sym, Sym, Sym> build, Func<double, double, double> bound)
    {
        var a = Pick(step.First, _ => true);
        var b = Pick(step.Second, shape => EndsWith(a.Shape, shape));
        return new(build(a.Value, b.Value), bound(a.Bound, b.Bound));
    }

    private Grown Chosen(GraphStep step)
    {
        var condition = Pick(step.Detail, _ => true);
        var a = Pick(step.First, shape => EndsWith(condition.Shape, shape));
        var b = Pick(step.Second, shape => EndsWith(condition.Shape, shape));
        var test = step.Detail % 2 == 0 ? condition.Value.Greater(b.Value) : condition.Value;
        return new(test.Select(a.Value, b.Value), Math.Max(a.Bound, b.Bound));
    }

    private Grown Product(GraphStep step, bool transposeLeft, bool transposeRight)
    {
        var left = Pick(step.First, shape => shape.Rank == 2);
        var (rows, inner) = transposeLeft ? (left.Shape[1], left.Shape[0]) : (left.Shape[0], left.Shape[1]);
        var fits = (Shape shape) => shape.Rank == 2 && shape[transposeRight ? 1 : 0] == inner
            && !(rows.IsBatch && shape[transposeRight ? 0 : 1].IsBatch);
        Extent columns = 1 + (step.Detail % 4);
        var right = step.Detail % 2 == 0 && pool.Exists(grown => fits(grown.Shape))
            ? Pick(step.Second, fits)
            : Input(
                FormattableString.Invariant($"matrix.{parameters++}"),
                inner.IsBatch ? InputRole.Data : InputRole.Parameter,
                transposeRight ? Shape.Of(columns, inner) : Shape.Of(inner, columns));
        used.Add(pool.IndexOf(right));
        return new(left.Value.MatMul(right.Value, transposeLeft, transposeRight), left.Bound * right.Bound * inner.Bind(LargestBatch));
    }

    private Grown Reduced(GraphStep step, ReductionKind kind)
    {
        var x = Pick(step.First, _ => true);
        var axes = Enumerable.Range(0, x.Shape.Rank).Where(axis => (step.Detail >> axis) % 2 == 1).ToArray();
        var count = axes.Aggregate(1, (size, axis) => size * x.Shape[axis].Bind(LargestBatch));
        return new(builder.Add(new Op.Reduce(kind, toArray(axes)), x.Value), kind == ReductionKind.Sum ? x.Bound * count : x.Bound);
    }

    private Grown Repeated(GraphStep step)
    {
        var x = Pick(step.First, shape => shape.Rank < 4 && shape.Size.Factor <= 64);
        var shape = x.Shape;
        var axes = new List<int>();
        for (var i = 0; i < 1 + (step.Detail % 2); i++)
        {
            var axis = (step.Second + i) % (shape.Rank + 1);
            var extent = shape.Size.IsBatch || (step.Detail + i) % 3 > 0 ? (Extent)(1 + ((step.Detail + i) % 3)) : Extent.Batch;
            shape = new Shape(shape.Extents.Insert(axis, extent));
            axes = [.. axes.Select(old => old >= axis ? old + 1 : old), axis];
        }

        return new(builder.Add(new Op.Broadcast(shape, toArray(axes.Order())), x.Value), x.Bound);
    }

    private static Sym Reshaped(Sym x, int detail)
    {
        var extents = x.Shape.Extents;
        var axis = detail % Math.Max(1, x.Shape.Rank);
        if (detail % 3 == 0 && axis + 1 < x.Shape.Rank)
            extents = extents.SetItem(axis, extents[axis] * extents[axis + 1]).RemoveAt(axis + 1);
        else if (detail % 3 == 1 && x.Shape.Rank > 0 && extents[axis].Factor % 2 == 0)
            extents = extents.SetItem(axis, new Extent(extents[axis].Factor / 2, extents[axis].IsBatch)).Insert(axis, 2);
        else if (x.Shape.Rank < 4)
            extents = extents.Insert(detail % (x.Shape.Rank + 1), 1);
        else
            extents = Array(x.Shape.Size);
        return x.Builder.Add(new Op.Reshape(new Shape(extents)), x);
    }

    private Grown Cut(GraphStep step)
    {
        var x = Pick(step.First, shape => shape.Extents.Exists(extent => !extent.IsBatch));
        var axis = FixedAxis(x.Shape, step.Second);
        var length = x.Shape[axis].Factor;
        var start = step.Detail % length;
        return new(x.Value.Slice(axis, start, 1 + (step.Second % (length - start))), x.Bound);
    }

    private Grown Joined(GraphStep step)
    {
        var x = Pick(step.First, shape => shape.Extents.Exists(extent => !extent.IsBatch) && shape.Size.Factor <= 64);
        var axis = FixedAxis(x.Shape, step.Second);
        var fits = (Shape shape) => shape.Rank == x.Shape.Rank && !shape[axis].IsBatch && shape.With(axis, 1) == x.Shape.With(axis, 1);
        var parts = new[] { x }.Concat(Enumerable.Range(0, 1 + (step.Detail % 2)).Select(i => Pick(step.Detail + i, fits))).ToArray();
        return new(SymMath.Concatenate(axis, [.. parts.Select(part => part.Value)]), parts.Max(part => part.Bound));
    }

    private Grown Measured(GraphStep step)
    {
        var x = Pick(step.First, _ => true);
        var extent = step.Detail % 2 == 0 ? new Extent(1 + (step.Detail % 3), true) : x.Shape.Size;
        var length = builder.Add(new Op.Length(extent));
        return new(x.Value / length, x.Bound);
    }

    private Grown Shifted(GraphStep step)
    {
        var x = Pick(step.First, _ => true);
        var constant = x.Shape.Rank == 0 || x.Shape.Last.IsBatch
            ? builder.Constant(0.5)
            : builder.Constant(toArray(Enumerable.Range(0, x.Shape.Last.Factor).Select(i => Draws.Between(step.Detail, i, -1, 1))));
        return new(x.Value + constant, x.Bound + 1);
    }

    private Grown Unfolded(GraphStep step)
    {
        var (x, channels) = Channelled(step);
        var grid = Grid(step.Detail, channels);
        var pixels = x.Value.Reshape(x.Shape[0], channels).Repeat(1, grid.Image.Height * grid.Image.Width);
        return new(pixels.Reshape(x.Shape[0], grid.Image.Height, grid.Image.Width, channels).Unfold(grid), x.Bound);
    }

    private Grown Folded(GraphStep step)
    {
        var (x, channels) = Channelled(step);
        var grid = Grid(step.Detail, channels);
        var kernel = grid.KernelHeight * grid.KernelWidth;
        var patches = x.Value.Reshape(x.Shape[0], channels).Repeat(1, grid.Count * kernel);
        return new(patches.Reshape(x.Shape[0] * grid.Count, grid.Length).Fold(grid), x.Bound * kernel);
    }

    /// <summary>A value whose axes after the first can be taken for channels.</summary>
    private (Grown Value, int Channels) Channelled(GraphStep step)
    {
        var x = Pick(step.First, shape => shape.Rank > 0 && shape.Size.Factor <= 16
            && !shape.Extents.Skip(1).Any(extent => extent.IsBatch));
        return (x, x.Shape.Extents.Skip(1).Aggregate(1, (size, extent) => size * extent.Factor));
    }

    private static PatchGrid Grid(int detail, int channels)
    {
        var (padding, stride) = (detail % 2, 1 + (detail / 2 % 3));
        var (height, width) = (1 + (detail / 6 % 3), 1 + (detail / 18 % 4));
        return new(new(height, width, channels), 1 + (detail / 72 % height), 1 + (detail / 216 % (width + padding)), stride, padding);
    }

    private static int FixedAxis(Shape shape, int choice)
    {
        var axes = Enumerable.Range(0, shape.Rank).Where(axis => !shape[axis].IsBatch).ToArray();
        return axes[choice % axes.Length];
    }

    private static bool EndsWith(Shape shape, Shape end) =>
        end.Rank <= shape.Rank && Enumerable.Range(1, end.Rank).All(i => shape[-i] == end[-i]);
}
