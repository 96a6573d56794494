using System.Diagnostics;
using GmmVae.Domain.Graphs;
using TorchSharp;

namespace GmmVae.Engine.Torch;

/// <summary>
/// What each operation is in TorchSharp, one by one: how a plan looks for the first number that is not finite, and what its steps are made
/// of where nothing is fused. A result may share its memory with an operand.
/// </summary>
internal static class TorchRules
{
    internal static torch.Tensor Apply(Node node, torch.Tensor[] x, int batch, torch.Device device) => node.Op switch
    {
        Op.Constant constant => Create([.. constant.Values.Select(value => (float)value)], constant.Shape.Bind(batch), device),
        Op.Length length => Create([length.Extent.Bind(batch)], [], device),
        Op.Unary unary => Unary(unary.Kind, x[0]),
        Op.Binary binary => Binary(binary.Kind, x[0], x[1]),
        Op.Select => Select(x[0], x[1], x[2]),
        Op.MatMul(var left, var right) => Product(left, right, x[0], x[1]),
        Op.Reduce { Axes.IsEmpty: true } => x[0].alias(),
        Op.Reduce { Kind: ReductionKind.Sum } sum => x[0].sum(Longs(sum.Axes)),
        Op.Reduce maximum => x[0].amax(Longs(maximum.Axes)),
        Op.LogSumExp => x[0].logsumexp(-1),
        Op.LogSoftmax => x[0].log_softmax(-1),
        Op.Broadcast broadcast => Broadcast(broadcast, x[0], batch),
        Op.Reshape reshape => x[0].reshape(Longs(reshape.Shape.Bind(batch))),
        Op.Slice slice => x[0].narrow(slice.Axis, slice.Start, slice.Count),
        Op.Concatenate concatenate => torch.cat(x, concatenate.Axis),
        Op.Unfold unfold => Unfold(unfold.Grid, x[0]),
        Op.Fold fold => Fold(fold.Grid, x[0]),
        Op.StopGradient or Op.RankSum => x[0].alias(),
        _ => throw new UnreachableException(),
    };

    internal static torch.Tensor Create(float[] values, int[] dimensions, torch.Device device) =>
        torch.tensor(values, Longs(dimensions), device: device).DetachFromDisposeScope();

    internal static torch.Tensor Unary(UnaryKind kind, torch.Tensor x) => kind switch
    {
        UnaryKind.Negate => x.neg(),
        UnaryKind.Exp => x.exp(),
        UnaryKind.Log => x.log(),
        UnaryKind.Sqrt => x.sqrt(),
        UnaryKind.Square => x.square(),
        UnaryKind.Relu => x.relu(),
        UnaryKind.Tanh => x.tanh(),
        UnaryKind.Sigmoid => x.sigmoid(),
        UnaryKind.Softplus => x.softplus(1, 20),
        _ => throw new UnreachableException(),
    };

    internal static torch.Tensor Binary(BinaryKind kind, torch.Tensor a, torch.Tensor b) => kind switch
    {
        BinaryKind.Add => a.add(b),
        BinaryKind.Subtract => a.sub(b),
        BinaryKind.Multiply => a.mul(b),
        BinaryKind.Divide => a.div(b),
        BinaryKind.Maximum => torch.maximum(a, b),
        BinaryKind.Minimum => torch.minimum(a, b),
        BinaryKind.Greater => AsNumbers(a.gt(b)),
        _ => throw new UnreachableException(),
    };

    internal static torch.Tensor Select(torch.Tensor condition, torch.Tensor a, torch.Tensor b)
    {
        using Scalar zero = 0f;
        using var chosen = condition.ne(zero);
        return torch.where(chosen, a, b);
    }

    /// <summary>1 where true, else 0; the mask is freed.</summary>
    internal static torch.Tensor AsNumbers(torch.Tensor mask)
    {
        using (mask)
            return mask.to_type(torch.ScalarType.Float32);
    }

    /// <summary>Patches by strides over the padded images: copied once, in the order of the grid.</summary>
    internal static torch.Tensor Unfold(PatchGrid grid, torch.Tensor images)
    {
        using var scope = torch.NewDisposeScope();
        var padded = grid.Padding == 0
            ? images
            : torch.nn.functional.pad(images, [0, 0, grid.Padding, grid.Padding, grid.Padding, grid.Padding]);
        return padded.unfold(1, grid.KernelHeight, grid.Stride).unfold(2, grid.KernelWidth, grid.Stride).permute(0, 1, 2, 4, 5, 3)
            .reshape(-1, grid.Length).MoveToOuterDisposeScope();
    }

    internal static torch.Tensor Fold(PatchGrid grid, torch.Tensor patches)
    {
        using var scope = torch.NewDisposeScope();
        var (image, kernel) = (grid.Image, grid.KernelHeight * grid.KernelWidth);
        var columns = patches.reshape(-1, grid.Count, kernel, image.Channels).permute(0, 3, 2, 1)
            .reshape(-1, image.Channels * kernel, grid.Count);
        return torch.nn.functional.fold(
            columns, (image.Height, image.Width), (grid.KernelHeight, grid.KernelWidth),
            padding: (grid.Padding, grid.Padding), stride: (grid.Stride, grid.Stride))
            .permute(0, 2, 3, 1).contiguous().MoveToOuterDisposeScope();
    }

    internal static long[] Longs(IEnumerable<int> numbers) => [.. numbers.Select(number => (long)number)];

    private static torch.Tensor Product(bool transposeLeft, bool transposeRight, torch.Tensor a, torch.Tensor b)
    {
        using var left = transposeLeft ? a.t() : a.alias();
        using var right = transposeRight ? b.t() : b.alias();
        return left.mm(right);
    }

    private static torch.Tensor Broadcast(Op.Broadcast broadcast, torch.Tensor x, int batch)
    {
        var whole = Longs(broadcast.Shape.Bind(batch));
        using var thin = x.reshape([.. whole.Select((length, axis) => broadcast.Axes.Contains(axis) ? 1 : length)]);
        return thin.expand(whole);
    }
}
