using System.Diagnostics;
using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>An elementwise function of one operand; the result may be the operand's own storage.</summary>
internal delegate void UnaryKernel(ReadOnlySpan<float> x, Span<float> y);

/// <summary>An elementwise function of two operands; the result may be an operand's own storage.</summary>
internal delegate void BinaryKernel(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> y);

/// <summary>The kernel of each elementwise operation.</summary>
internal static class ElementwiseKernels
{
    /// <summary>The kernel of a function of one operand.</summary>
    public static UnaryKernel Of(UnaryKind kind) => kind switch
    {
        UnaryKind.Negate => Elementwise.Negate,
        UnaryKind.Exp => Elementwise.Exp,
        UnaryKind.Log => Elementwise.Log,
        UnaryKind.Sqrt => Elementwise.Sqrt,
        UnaryKind.Square => Elementwise.Square,
        UnaryKind.Relu => Elementwise.Relu,
        UnaryKind.Tanh => Elementwise.Tanh,
        UnaryKind.Sigmoid => Elementwise.Sigmoid,
        UnaryKind.Softplus => Elementwise.Softplus,
        _ => throw new UnreachableException(),
    };

    /// <summary>The kernel of a function of two operands.</summary>
    public static BinaryKernel Of(BinaryKind kind) => kind switch
    {
        BinaryKind.Add => Elementwise.Add,
        BinaryKind.Subtract => Elementwise.Subtract,
        BinaryKind.Multiply => Elementwise.Multiply,
        BinaryKind.Divide => Elementwise.Divide,
        BinaryKind.Maximum => Elementwise.Maximum,
        BinaryKind.Minimum => Elementwise.Minimum,
        BinaryKind.Greater => Elementwise.Greater,
        _ => throw new UnreachableException(),
    };

    /// <summary>About what one element costs, in additions.</summary>
    public static int Work(Op op) => op is Op.Unary
    {
        Kind: UnaryKind.Exp or UnaryKind.Log or UnaryKind.Tanh or UnaryKind.Sigmoid or UnaryKind.Softplus
    }
        ? LogSpaceInstruction.TranscendentalWork
        : 1;
}
