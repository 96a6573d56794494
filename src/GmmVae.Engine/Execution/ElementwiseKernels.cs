using System.Diagnostics;
using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>An elementwise function of one operand; the result may be the operand's own storage.</summary>
internal delegate void UnaryKernel(ReadOnlySpan<float> x, Span<float> y);

/// <summary>An elementwise function of two operands; the result may be an operand's own storage.</summary>
internal delegate void BinaryKernel(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> y);

/// <summary>A function of one operand: over spans, and the <see cref="IUnaryOperation"/> of a vector.</summary>
internal readonly record struct UnaryFunction(UnaryKernel Kernel, Type Operation);

/// <summary>A function of two operands: over spans, and the <see cref="IBinaryOperation"/> of a vector.</summary>
internal readonly record struct BinaryFunction(BinaryKernel Kernel, Type Operation);

/// <summary>The kernel of each elementwise operation.</summary>
internal static class ElementwiseKernels
{
    /// <summary>The function of one operand.</summary>
    public static UnaryFunction Of(UnaryKind kind) => kind switch
    {
        UnaryKind.Negate => new(Elementwise.Negate, typeof(NegateOperation)),
        UnaryKind.Exp => new(Elementwise.Exp, typeof(ExpOperation)),
        UnaryKind.Log => new(Elementwise.Log, typeof(LogOperation)),
        UnaryKind.Sqrt => new(Elementwise.Sqrt, typeof(SqrtOperation)),
        UnaryKind.Square => new(Elementwise.Square, typeof(SquareOperation)),
        UnaryKind.Relu => new(Elementwise.Relu, typeof(ReluOperation)),
        UnaryKind.Tanh => new(Elementwise.Tanh, typeof(TanhOperation)),
        UnaryKind.Sigmoid => new(Elementwise.Sigmoid, typeof(SigmoidOperation)),
        UnaryKind.Softplus => new(Elementwise.Softplus, typeof(SoftplusOperation)),
        _ => throw new UnreachableException(),
    };

    /// <summary>The function of two operands.</summary>
    public static BinaryFunction Of(BinaryKind kind) => kind switch
    {
        BinaryKind.Add => new(Elementwise.Add, typeof(AddOperation)),
        BinaryKind.Subtract => new(Elementwise.Subtract, typeof(SubtractOperation)),
        BinaryKind.Multiply => new(Elementwise.Multiply, typeof(MultiplyOperation)),
        BinaryKind.Divide => new(Elementwise.Divide, typeof(DivideOperation)),
        BinaryKind.Maximum => new(Elementwise.Maximum, typeof(MaximumOperation)),
        BinaryKind.Minimum => new(Elementwise.Minimum, typeof(MinimumOperation)),
        BinaryKind.Greater => new(Elementwise.Greater, typeof(GreaterOperation)),
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
