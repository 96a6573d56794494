using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GmmVae.Domain.Graphs;

namespace GmmVae.Engine.Managed.Kernels;

/// <summary>
/// Functions of one element at a time. An element's result depends on its own inputs only, not on its place, the
/// length of the span or the instruction set. The output may be an input itself, but must not overlap one otherwise.
/// NaN in gives NaN out (which NaN is unspecified) unless a member says otherwise.
/// </summary>
/// <remarks>All spans of a call have the output's length; a different length throws
/// <see cref="ArgumentException"/>.</remarks>
internal static unsafe class Elementwise
{
    /// <summary>y = −x.</summary>
    /// <param name="x">Input.</param>
    /// <param name="y">Output, of the same length.</param>
    public static void Negate(ReadOnlySpan<float> x, Span<float> y) => Apply<NegateOperation>(VectorPaths.Best, x, y);

    /// <summary>y = e^x, within 1.1 ulp where the result is a normal number; exactly 1 at 0, ∞ above about 88.7, 0
    /// below about −103.9.</summary>
    /// <param name="x">Input.</param>
    /// <param name="y">Output, of the same length.</param>
    public static void Exp(ReadOnlySpan<float> x, Span<float> y) => Apply<ExpOperation>(VectorPaths.Best, x, y);

    /// <summary>y = ln x, within 1 ulp; −∞ at 0, NaN below 0.</summary>
    /// <param name="x">Input.</param>
    /// <param name="y">Output, of the same length.</param>
    public static void Log(ReadOnlySpan<float> x, Span<float> y) => Apply<LogOperation>(VectorPaths.Best, x, y);

    /// <summary>y = √x, correctly rounded; NaN below 0.</summary>
    /// <param name="x">Input.</param>
    /// <param name="y">Output, of the same length.</param>
    public static void Sqrt(ReadOnlySpan<float> x, Span<float> y) => Apply<SqrtOperation>(VectorPaths.Best, x, y);

    /// <summary>y = x², correctly rounded.</summary>
    /// <param name="x">Input.</param>
    /// <param name="y">Output, of the same length.</param>
    public static void Square(ReadOnlySpan<float> x, Span<float> y) => Apply<SquareOperation>(VectorPaths.Best, x, y);

    /// <summary>y = max(x, 0).</summary>
    /// <param name="x">Input.</param>
    /// <param name="y">Output, of the same length.</param>
    public static void Relu(ReadOnlySpan<float> x, Span<float> y) => Apply<ReluOperation>(VectorPaths.Best, x, y);

    /// <summary>y = tanh x, within 2 ulp; exactly 0 at 0.</summary>
    /// <param name="x">Input.</param>
    /// <param name="y">Output, of the same length.</param>
    public static void Tanh(ReadOnlySpan<float> x, Span<float> y) => Apply<TanhOperation>(VectorPaths.Best, x, y);

    /// <summary>y = 1 / (1 + e^−x), within 3 ulp where the result is a normal number.</summary>
    /// <param name="x">Input.</param>
    /// <param name="y">Output, of the same length.</param>
    public static void Sigmoid(ReadOnlySpan<float> x, Span<float> y) => Apply<SigmoidOperation>(VectorPaths.Best, x, y);

    /// <summary>y = ln(1 + e^x), within 3 ulp where the result is a normal number; x itself for large x, e^x for very
    /// negative x.</summary>
    /// <param name="x">Input.</param>
    /// <param name="y">Output, of the same length.</param>
    public static void Softplus(ReadOnlySpan<float> x, Span<float> y) => Apply<SoftplusOperation>(VectorPaths.Best, x, y);

    /// <summary>y = left + right.</summary>
    /// <param name="left">First input.</param>
    /// <param name="right">Second input, of the same length.</param>
    /// <param name="y">Output, of the same length.</param>
    public static void Add(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> y) =>
        Apply<AddOperation>(VectorPaths.Best, left, right, y);

    /// <summary>y = left − right.</summary>
    /// <param name="left">First input.</param>
    /// <param name="right">Second input, of the same length.</param>
    /// <param name="y">Output, of the same length.</param>
    public static void Subtract(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> y) =>
        Apply<SubtractOperation>(VectorPaths.Best, left, right, y);

    /// <summary>y = left · right.</summary>
    /// <param name="left">First input.</param>
    /// <param name="right">Second input, of the same length.</param>
    /// <param name="y">Output, of the same length.</param>
    public static void Multiply(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> y) =>
        Apply<MultiplyOperation>(VectorPaths.Best, left, right, y);

    /// <summary>y = left / right.</summary>
    /// <param name="left">First input.</param>
    /// <param name="right">Second input, of the same length.</param>
    /// <param name="y">Output, of the same length.</param>
    public static void Divide(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> y) =>
        Apply<DivideOperation>(VectorPaths.Best, left, right, y);

    /// <summary>y = the greater of the two; right where they are equal, NaN where either is NaN.</summary>
    /// <param name="left">First input.</param>
    /// <param name="right">Second input, of the same length.</param>
    /// <param name="y">Output, of the same length.</param>
    public static void Maximum(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> y) =>
        Apply<MaximumOperation>(VectorPaths.Best, left, right, y);

    /// <summary>y = the smaller of the two; right where they are equal, NaN where either is NaN.</summary>
    /// <param name="left">First input.</param>
    /// <param name="right">Second input, of the same length.</param>
    /// <param name="y">Output, of the same length.</param>
    public static void Minimum(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> y) =>
        Apply<MinimumOperation>(VectorPaths.Best, left, right, y);

    /// <summary>y = 1 where left &gt; right, else 0, also where either is NaN.</summary>
    /// <param name="left">First input.</param>
    /// <param name="right">Second input, of the same length.</param>
    /// <param name="y">Output, of the same length.</param>
    public static void Greater(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> y) =>
        Apply<GreaterOperation>(VectorPaths.Best, left, right, y);

    /// <summary>y = <paramref name="whenSet"/> where the condition is not 0 (so also where it is NaN), else
    /// <paramref name="whenClear"/>.</summary>
    /// <param name="condition">The choice, per element.</param>
    /// <param name="whenSet">Taken where condition ≠ 0; NaN elsewhere does no harm.</param>
    /// <param name="whenClear">Taken where condition = 0; NaN elsewhere does no harm.</param>
    /// <param name="y">Output, of the same length.</param>
    public static void Select(
        ReadOnlySpan<float> condition, ReadOnlySpan<float> whenSet, ReadOnlySpan<float> whenClear, Span<float> y) =>
        Select(VectorPaths.Best, condition, whenSet, whenClear, y);

    internal static void Apply<TOperation>(VectorPath path, ReadOnlySpan<float> x, Span<float> y)
        where TOperation : struct, IUnaryOperation
    {
        Require(x.Length, y.Length);
        fixed (float* source = x, target = y)
        {
            if (path == VectorPath.Vector512)
                Run<TOperation, Lanes512, Vector512<float>>(source, target, y.Length);
            else if (path == VectorPath.Vector256)
                Run<TOperation, Lanes256, Vector256<float>>(source, target, y.Length);
            else
                Run<TOperation, LanesPortable, float>(source, target, y.Length);
        }
    }

    internal static void Apply<TOperation>(
        VectorPath path, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> y)
        where TOperation : struct, IBinaryOperation
    {
        Require(left.Length, y.Length);
        Require(right.Length, y.Length);
        fixed (float* first = left, second = right, target = y)
        {
            if (path == VectorPath.Vector512)
                Run<TOperation, Lanes512, Vector512<float>>(first, second, target, y.Length);
            else if (path == VectorPath.Vector256)
                Run<TOperation, Lanes256, Vector256<float>>(first, second, target, y.Length);
            else
                Run<TOperation, LanesPortable, float>(first, second, target, y.Length);
        }
    }

    internal static void Select(
        VectorPath path, ReadOnlySpan<float> condition, ReadOnlySpan<float> whenSet, ReadOnlySpan<float> whenClear,
        Span<float> y)
    {
        Require(condition.Length, y.Length);
        Require(whenSet.Length, y.Length);
        Require(whenClear.Length, y.Length);
        fixed (float* mask = condition, set = whenSet, clear = whenClear, target = y)
        {
            if (path == VectorPath.Vector512)
                RunSelect<Lanes512, Vector512<float>>(mask, set, clear, target, y.Length);
            else if (path == VectorPath.Vector256)
                RunSelect<Lanes256, Vector256<float>>(mask, set, clear, target, y.Length);
            else
                RunSelect<LanesPortable, float>(mask, set, clear, target, y.Length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TOperation, TLanes, TVector>(float* x, float* y, int length)
        where TOperation : struct, IUnaryOperation
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        int i = 0;
        for (; i <= length - TLanes.Count; i += TLanes.Count)
            TLanes.Store(y + i, TOperation.Apply<TLanes, TVector>(TLanes.Load(x + i)));
        if (i < length)
        {
            TVector rest = TLanes.LoadPartial(x + i, length - i, default);
            TLanes.StorePartial(y + i, TOperation.Apply<TLanes, TVector>(rest), length - i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TOperation, TLanes, TVector>(float* left, float* right, float* y, int length)
        where TOperation : struct, IBinaryOperation
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        int i = 0;
        for (; i <= length - TLanes.Count; i += TLanes.Count)
        {
            TLanes.Store(
                y + i, TOperation.Apply<TLanes, TVector>(TLanes.Load(left + i), TLanes.Load(right + i)));
        }

        if (i < length)
        {
            TVector first = TLanes.LoadPartial(left + i, length - i, default);
            TVector second = TLanes.LoadPartial(right + i, length - i, default);
            TLanes.StorePartial(y + i, TOperation.Apply<TLanes, TVector>(first, second), length - i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunSelect<TLanes, TVector>(float* condition, float* set, float* clear, float* y, int length)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        int i = 0;
        for (; i <= length - TLanes.Count; i += TLanes.Count)
        {
            TLanes.Store(
                y + i, SelectOperation.Apply<TLanes, TVector>(TLanes.Load(condition + i), TLanes.Load(set + i), TLanes.Load(clear + i)));
        }

        if (i < length)
        {
            int count = length - i;
            TVector chosen = SelectOperation.Apply<TLanes, TVector>(
                TLanes.LoadPartial(condition + i, count, default), TLanes.LoadPartial(set + i, count, default),
                TLanes.LoadPartial(clear + i, count, default));
            TLanes.StorePartial(y + i, chosen, count);
        }
    }

    private static void Require(int length, int expected)
    {
        if (length != expected)
            throw new ArgumentException($"An input has {length} elements, the output {expected}.");
    }
}

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
    /// <summary>What an exponential costs, in additions.</summary>
    public const int TranscendentalWork = 4;

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
        ? TranscendentalWork
        : 1;
}
