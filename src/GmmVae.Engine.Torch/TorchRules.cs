using System.Diagnostics;
using GmmVae.Domain;
using TorchSharp;

namespace GmmVae.Engine.Torch;

/// <summary>What each operation is in TorchSharp. The calls are listed in docs/engines.md.</summary>
internal static class TorchRules
{
    internal static torch.Tensor Apply(Node node, torch.Tensor[] x, int batch, torch.Device device) => node.Op switch
    {
        Op.Constant constant => Create([.. constant.Values.Select(value => (float)value)], constant.Shape.Bind(batch), device),
        Op.Length length => Create([length.Extent.Bind(batch)], [], device),
        Op.Unary unary => Unary(unary.Kind, x[0]),
        Op.Binary binary => Binary(binary.Kind, x[0], x[1]),
        Op.Select => torch.where(x[0].ne(Zero(device)), x[1], x[2]),
        Op.MatMul(var left, var right) => torch.matmul(left ? x[0].t() : x[0], right ? x[1].t() : x[1]),
        Op.Reduce { Axes.IsEmpty: true } => x[0],
        Op.Reduce { Kind: ReductionKind.Sum } sum => x[0].sum(Longs(sum.Axes)),
        Op.Reduce maximum => x[0].amax(Longs(maximum.Axes)),
        Op.LogSumExp => x[0].logsumexp(-1),
        Op.LogSoftmax => x[0].sub(x[0].logsumexp(-1, true)),
        Op.Broadcast broadcast => Broadcast(broadcast, x[0], batch),
        Op.Reshape reshape => x[0].reshape(Longs(reshape.Shape.Bind(batch))),
        Op.Slice slice => x[0].narrow(slice.Axis, slice.Start, slice.Count),
        Op.Concatenate concatenate => torch.cat(x, concatenate.Axis),
        Op.Unfold unfold => Gather(x[0], unfold.Grid.Image.Features, unfold.Grid.Pixels(), device).reshape(Longs(node.Shape.Bind(batch))),
        Op.Fold fold => Fold(fold.Grid, x[0], device).reshape(Longs(node.Shape.Bind(batch))),
        Op.StopGradient or Op.RankSum => x[0],
        _ => throw new UnreachableException(),
    };

    internal static torch.Tensor Create(float[] values, int[] dimensions, torch.Device device) =>
        torch.tensor(values, device: device).reshape(Longs(dimensions));

    private static torch.Tensor Unary(UnaryKind kind, torch.Tensor x) => kind switch
    {
        UnaryKind.Negate => x.neg(),
        UnaryKind.Exp => x.exp(),
        UnaryKind.Log => x.log(),
        UnaryKind.Sqrt => x.sqrt(),
        UnaryKind.Square => x.mul(x),
        UnaryKind.Relu => x.relu(),
        UnaryKind.Tanh => x.tanh(),
        UnaryKind.Sigmoid => x.sigmoid(),
        UnaryKind.Softplus => torch.logaddexp(x, torch.zeros_like(x)),
        _ => throw new UnreachableException(),
    };

    private static torch.Tensor Binary(BinaryKind kind, torch.Tensor a, torch.Tensor b) => kind switch
    {
        BinaryKind.Add => a.add(b),
        BinaryKind.Subtract => a.sub(b),
        BinaryKind.Multiply => a.mul(b),
        BinaryKind.Divide => a.div(b),
        BinaryKind.Maximum => torch.maximum(a, b),
        BinaryKind.Minimum => torch.minimum(a, b),
        BinaryKind.Greater => a.gt(b).to_type(torch.ScalarType.Float32),
        _ => throw new UnreachableException(),
    };

    private static torch.Tensor Broadcast(Op.Broadcast broadcast, torch.Tensor x, int batch)
    {
        var whole = Longs(broadcast.Shape.Bind(batch));
        var thin = whole.Select((length, axis) => broadcast.Axes.Contains(axis) ? 1 : length).ToArray();
        return x.reshape(thin).expand(whole);
    }

    private static torch.Tensor Fold(PatchGrid grid, torch.Tensor patches, torch.Device device)
    {
        var elements = grid.Elements();
        var falling = Gather(patches, grid.Count * grid.Length, elements, device);
        return falling.reshape([-1, grid.Image.Features, elements.Length / grid.Image.Features]).sum(Longs([2]));
    }

    /// <summary>Elements of each row of <paramref name="width"/> by their places, where the place after the last is 0.</summary>
    private static torch.Tensor Gather(torch.Tensor x, int width, int[] places, torch.Device device)
    {
        var rows = x.reshape([-1, width]);
        var zeros = torch.zeros_like(rows.narrow(1, 0, 1));
        return torch.cat(new[] { rows, zeros }, 1).index_select(1, torch.tensor(Longs(places), device: device));
    }

    private static torch.Tensor Zero(torch.Device device) => Create([0], [], device);

    private static long[] Longs(IEnumerable<int> numbers) => [.. numbers.Select(number => (long)number)];
}
