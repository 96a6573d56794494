using System.Diagnostics;
using GmmVae.Domain.Graphs;
using TorchSharp;
using Run = System.Func<TorchSharp.torch.Tensor[], TorchSharp.torch.Tensor>;

namespace GmmVae.Engine.Torch;

/// <summary>Elementwise nodes, and what libtorch does in one call with the node that they read.</summary>
internal sealed partial class TorchCompiler
{
    /// <summary>
    /// Whether the only reader of a node may make it together with itself, so that it is made when that reader asks for it.
    /// </summary>
    private bool IsLeftToReader(int node)
    {
        if (readers[node] != 1)
            return false;
        var reader = readerOf[node];
        var (op, position) = (graph.OpOf(reader), Array.IndexOf(graph.Operands[reader], node));
        return graph.OpOf(node) switch
        {
            Op.MatMul => op is Op.Binary { Kind: BinaryKind.Add },
            Op.Binary { Kind: BinaryKind.Multiply or BinaryKind.Divide } =>
                op is Op.Binary { Kind: BinaryKind.Add } || (op is Op.Binary { Kind: BinaryKind.Subtract } && position == 1),
            Op.Binary { Kind: BinaryKind.Greater } => op is Op.Select && position == 0,
            _ => false,
        };
    }

    /// <summary>Whether a node is not made yet and is left to this reader.</summary>
    private bool IsOpen(int node) => whole[node] == Missing && thin[node] == Missing && IsLeftToReader(node);

    private void MakeElementwise(int node)
    {
        var operands = graph.Operands[node];
        var made = graph.OpOf(node) switch
        {
            Op.Unary unary => MakeUnary(unary.Kind, Thin(operands[0])),
            Op.Select => MakeSelect(operands),
            Op.Binary { Kind: BinaryKind.Add } =>
                MakeSum(operands[0], operands[1], 1) ?? MakeSum(operands[1], operands[0], 1) ?? MakeBinary(BinaryKind.Add, operands),
            Op.Binary { Kind: BinaryKind.Subtract } => MakeSum(operands[0], operands[1], -1) ?? MakeBinary(BinaryKind.Subtract, operands),
            Op.Binary binary => MakeBinary(binary.Kind, operands),
            _ => throw new UnreachableException(),
        };
        if (values[made].Dimensions.AsSpan().SequenceEqual(graph.Dimensions(node)))
            whole[node] = made;
        else
            thin[node] = made;
    }

    private int MakeUnary(UnaryKind kind, int x)
    {
        Run? inPlace = kind switch
        {
            UnaryKind.Negate => a => a[0].neg_(),
            UnaryKind.Exp => a => a[0].exp_(),
            UnaryKind.Log => a => a[0].log_(),
            UnaryKind.Sqrt => a => a[0].sqrt_(),
            UnaryKind.Square => a => a[0].mul_(a[0]),
            UnaryKind.Relu => a => a[0].relu_(),
            UnaryKind.Tanh => a => a[0].tanh_(),
            UnaryKind.Sigmoid => a => a[0].sigmoid_(),
            _ => null,
        };
        return Add(values[x].Dimensions, [x], a => TorchRules.Unary(kind, a[0]), inPlace is null ? [] : [(0, inPlace)]);
    }

    private int MakeSelect(int[] operands)
    {
        if (IsOpen(operands[0]))
        {
            var (left, right) = (graph.Operands[operands[0]][0], graph.Operands[operands[0]][1]);
            int[] reads = [Thin(left), Thin(right), Thin(operands[1]), Thin(operands[2])];
            return Add(Joint(reads), reads, a =>
            {
                using var chosen = a[0].gt(a[1]);
                return torch.where(chosen, a[2], a[3]);
            });
        }

        int[] all = [.. operands.Select(Thin)];
        return Add(Joint(all), all, a => TorchRules.Select(a[0], a[1], a[2]));
    }

    /// <summary>a ± b, where b is a product, a quotient or a matrix product that nothing else reads; null where it is not.</summary>
    private int? MakeSum(int a, int b, int sign)
    {
        if (!IsOpen(b))
            return null;
        var (left, right) = (graph.Operands[b][0], graph.Operands[b][1]);
        switch (graph.OpOf(b))
        {
            case Op.MatMul product:
                int[] factors = [Thin(a), Turned(left, product.TransposeLeft), Turned(right, product.TransposeRight)];
                return Add(graph.Dimensions(b), factors, x => x[0].addmm(x[1], x[2], 1, 1), (0, x => x[0].addmm_(x[1], x[2], 1, 1)));
            case Op.Binary { Kind: BinaryKind.Multiply } when (Number(left) ?? Number(right)) is { } number:
                int[] scaled = [Thin(a), Thin(Number(left) is null ? left : right)];
                var alpha = Scalar(sign * number);
                return Add(Joint(scaled), scaled, x => x[0].add(x[1], alpha), (0, x => x[0].add_(x[1], alpha)));
            case Op.Binary { Kind: BinaryKind.Multiply }:
                int[] terms = [Thin(a), Thin(left), Thin(right)];
                var gain = Scalar(sign);
                return Add(Joint(terms), terms, x => x[0].addcmul(x[1], x[2], gain), (0, x => x[0].addcmul_(x[1], x[2], gain)));
            case Op.Binary { Kind: BinaryKind.Divide }:
                int[] parts = [Thin(a), Thin(left), Thin(right)];
                var unit = Scalar(sign);
                return Add(Joint(parts), parts, x => x[0].addcdiv(x[1], x[2], unit), (0, x => x[0].addcdiv_(x[1], x[2], unit)));
            default:
                throw new UnreachableException();
        }
    }

    private int MakeBinary(BinaryKind kind, int[] operands)
    {
        var (left, right) = (operands[0], operands[1]);
        if (Number(left) is { } first && Number(right) is null && kind is BinaryKind.Add or BinaryKind.Multiply)
            return WithNumber(kind, Thin(right), first, isRelu: false) ?? throw new UnreachableException();
        if (Number(right) is { } second && Number(left) is null
            && WithNumber(kind, Thin(left), second, graph.OpOf(left) is Op.Unary { Kind: UnaryKind.Relu }) is { } made)
            return made;
        int[] reads = [Thin(left), Thin(right)];
        (int, Run)[] inPlace = kind switch
        {
            BinaryKind.Add => [(0, x => x[0].add_(x[1])), (1, x => x[1].add_(x[0]))],
            BinaryKind.Multiply => [(0, x => x[0].mul_(x[1])), (1, x => x[1].mul_(x[0]))],
            BinaryKind.Subtract => [(0, x => x[0].sub_(x[1]))],
            BinaryKind.Divide => [(0, x => x[0].div_(x[1]))],
            _ => [],
        };
        return Add(Joint(reads), reads, x => TorchRules.Binary(kind, x[0], x[1]), inPlace);
    }

    /// <summary>A value and a number that is known now.</summary>
    private int? WithNumber(BinaryKind kind, int x, float number, bool isRelu)
    {
        var scalar = Scalar(number);
        Run? run = kind switch
        {
            BinaryKind.Add => a => a[0].add(scalar),
            BinaryKind.Subtract => a => a[0].sub(scalar),
            BinaryKind.Multiply => a => a[0].mul(scalar),
            BinaryKind.Divide => a => a[0].div(scalar),
            BinaryKind.Maximum => a => a[0].clamp_min(scalar),
            BinaryKind.Minimum => a => a[0].clamp_max(scalar),

            // A rectified number is 0 or positive: its sign tells which, without a mask of another type.
            BinaryKind.Greater when isRelu && number == 0 => a => a[0].sign(),
            BinaryKind.Greater => a => TorchRules.AsNumbers(a[0].gt(scalar)),
            _ => null,
        };
        Run? inPlace = kind switch
        {
            BinaryKind.Add => a => a[0].add_(scalar),
            BinaryKind.Subtract => a => a[0].sub_(scalar),
            BinaryKind.Multiply => a => a[0].mul_(scalar),
            BinaryKind.Divide => a => a[0].div_(scalar),
            BinaryKind.Maximum => a => a[0].clamp_min_(scalar),
            BinaryKind.Minimum => a => a[0].clamp_max_(scalar),
            _ => null,
        };
        return run is null ? null : Add(values[x].Dimensions, [x], run, inPlace is null ? [] : [(0, inPlace)]);
    }

    /// <summary>The number that a node repeats or is, if it is known now.</summary>
    private float? Number(int node) => graph.OpOf(node) switch
    {
        Op.Constant { Values.Count: 1 } constant => (float)constant.Values[0],
        Op.Length length => length.Extent.Bind(graph.Batch),
        Op.Broadcast or Op.Reshape => Number(graph.Operands[node][0]),
        _ => null,
    };

    /// <summary>A number for libtorch, freed with the program.</summary>
    private Scalar Scalar(float number)
    {
        if (!numbers.TryGetValue(number, out var made))
            numbers.Add(number, made = number);
        return made;
    }

    /// <summary>The lengths of what libtorch makes of values by repeating along axes of length 1 and those that come before.</summary>
    private int[] Joint(int[] read)
    {
        var joint = new int[read.Max(value => values[value].Dimensions.Length)];
        Array.Fill(joint, 1);
        foreach (var value in read)
        {
            var lengths = values[value].Dimensions;
            for (var axis = 1; axis <= lengths.Length; axis++)
                joint[^axis] = Math.Max(joint[^axis], lengths[^axis]);
        }

        return joint;
    }
}
