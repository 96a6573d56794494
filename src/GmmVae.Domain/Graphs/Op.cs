using LanguageExt;

namespace GmmVae.Domain.Graphs;

/// <summary>
/// A primitive tensor operation, without its operands. The set is closed: every case has a shape rule
/// (<see cref="ShapeRules"/>), a derivative (<see cref="VjpRules"/>) and an oracle (<see cref="Evaluate"/>), and
/// every engine runs it. Operations are values: equal when their fields are.
/// </summary>
public abstract record Op
{
    private protected Op()
    {
    }

    /// <summary>A tensor from outside the graph. No operands.</summary>
    public sealed record Input(string Name, InputRole Role, Shape Shape) : Op;

    /// <summary>
    /// Known numbers in row-major order, of a shape without a batch axis. No operands. Equal when the bits of the numbers
    /// are: 0 and −0 divide differently.
    /// </summary>
    public sealed record Constant(Arr<double> Values, Shape Shape) : Op
    {
        /// <summary>Whether the shapes and the bits of all numbers are equal.</summary>
        public bool Equals(Constant? other) => other is not null && Shape == other.Shape
            && Values.Select(BitConverter.DoubleToInt64Bits).SequenceEqual(other.Values.Select(BitConverter.DoubleToInt64Bits));

        /// <summary>A hash of the shape and the numbers.</summary>
        public override int GetHashCode() => HashCode.Combine(Values, Shape);
    }

    /// <summary>A scalar: the length of an axis, known once the batch is. No operands.</summary>
    public sealed record Length(Extent Extent) : Op;

    /// <summary>An elementwise function of one operand.</summary>
    public sealed record Unary(UnaryKind Kind) : Op;

    /// <summary>An elementwise function of two operands of one shape.</summary>
    public sealed record Binary(BinaryKind Kind) : Op;

    /// <summary>Operands (condition, a, b) of one shape: a where the condition is not 0, else b.</summary>
    public sealed record Select : Op;

    /// <summary>The product of two matrices, each transposed first if asked for.</summary>
    public sealed record MatMul(bool TransposeLeft, bool TransposeRight) : Op;

    /// <summary>Combines the elements along some axes, given in ascending order, and drops those axes.</summary>
    public sealed record Reduce(ReductionKind Kind, Arr<int> Axes) : Op;

    /// <summary>ln Σ eˣ over the last axis, which it drops; stable.</summary>
    public sealed record LogSumExp : Op;

    /// <summary>x − ln Σ eˣ over the last axis; stable.</summary>
    public sealed record LogSoftmax : Op;

    /// <summary>
    /// Repeats the operand along new axes: <paramref name="Axes"/> (ascending) are the axes of
    /// <paramref name="Shape"/> that the operand lacks. The dual of a sum over the same axes.
    /// </summary>
    public sealed record Broadcast(Shape Shape, Arr<int> Axes) : Op;

    /// <summary>The same elements in row-major order under another shape.</summary>
    public sealed record Reshape(Shape Shape) : Op;

    /// <summary>Elements <paramref name="Start"/> to <paramref name="Start"/> + <paramref name="Count"/> − 1 of an axis of constant
    /// length.</summary>
    public sealed record Slice(int Axis, int Start, int Count) : Op;

    /// <summary>The operands one after another along an axis of constant length.</summary>
    public sealed record Concatenate(int Axis) : Op;

    /// <summary>
    /// Images [rows, height, width, channels] to their patches, [rows · patches, patch length]: an image's patches in the
    /// grid's order, each row by row with channels last. A convolution is this and a matrix product.
    /// </summary>
    public sealed record Unfold(PatchGrid Grid) : Op;

    /// <summary>
    /// Patches [rows · patches, patch length] to images [rows, height, width, channels], summed where they overlap and 0 where
    /// there are none. The dual of <see cref="Unfold"/>; a transposed convolution is a matrix product and this.
    /// </summary>
    public sealed record Fold(PatchGrid Grid) : Op;

    /// <summary>The operand itself, with derivative 0.</summary>
    public sealed record StopGradient : Op;

    /// <summary>
    /// The sum of the operand over all ranks, the processes that train one model together; the operand itself where there is
    /// one. Every rank gets the same bits. The objective is a function of the sum that every rank computes alike, so
    /// the gradient passes through.
    /// </summary>
    public sealed record RankSum : Op;
}

/// <summary>Elementwise functions of two operands of the same shape.</summary>
public enum BinaryKind
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a − b.</summary>
    Subtract,

    /// <summary>a · b.</summary>
    Multiply,

    /// <summary>a / b.</summary>
    Divide,

    /// <summary>max(a, b); at a tie the derivative belongs to b.</summary>
    Maximum,

    /// <summary>min(a, b); at a tie the derivative belongs to b.</summary>
    Minimum,

    /// <summary>1 where a &gt; b, else 0; its derivative is 0.</summary>
    Greater,
}

/// <summary>Elementwise functions of one operand.</summary>
public enum UnaryKind
{
    /// <summary>−x.</summary>
    Negate,

    /// <summary>eˣ.</summary>
    Exp,

    /// <summary>The natural logarithm.</summary>
    Log,

    /// <summary>The square root.</summary>
    Sqrt,

    /// <summary>x².</summary>
    Square,

    /// <summary>max(x, 0); its derivative at 0 is 0.</summary>
    Relu,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    Sigmoid,

    /// <summary>ln(1 + eˣ), computed without overflow.</summary>
    Softplus,
}

/// <summary>How a reduction combines the elements along its axes.</summary>
public enum ReductionKind
{
    /// <summary>Their sum, in a fixed order.</summary>
    Sum,

    /// <summary>Their maximum; the derivative is shared equally among ties.</summary>
    Maximum,
}

/// <summary>What an input of a graph is for, and with it who owns its storage.</summary>
public enum InputRole
{
    /// <summary>Observations, filled anew for each batch.</summary>
    Data,

    /// <summary>Random numbers, filled anew for each batch: noise is never an operation.</summary>
    Noise,

    /// <summary>A number that changes from step to step: a learning rate, a term weight, a bias correction.</summary>
    Scalar,

    /// <summary>A trained parameter.</summary>
    Parameter,

    /// <summary>Kept between steps but not trained by gradient: running statistics, optimizer moments.</summary>
    State,
}
