using static LanguageExt.Prelude;

namespace GmmVae.Domain;

/// <summary>
/// A tensor of a graph under construction. Operators add elementwise nodes; an operand of lower rank is repeated along
/// the leading axes that it lacks, a number along all of them.
/// </summary>
/// <param name="Builder">The graph it belongs to.</param>
/// <param name="Position">Its node.</param>
public readonly record struct Sym(GraphBuilder Builder, int Position)
{
    /// <summary>Its shape.</summary>
    public Shape Shape => Builder[Position].Shape;

    /// <summary>a + b.</summary>
    public static Sym operator +(Sym left, Sym right) => Elementwise(BinaryKind.Add, left, right);

    /// <summary>a − b.</summary>
    public static Sym operator -(Sym left, Sym right) => Elementwise(BinaryKind.Subtract, left, right);

    /// <summary>a · b, elementwise.</summary>
    public static Sym operator *(Sym left, Sym right) => Elementwise(BinaryKind.Multiply, left, right);

    /// <summary>a / b, elementwise.</summary>
    public static Sym operator /(Sym left, Sym right) => Elementwise(BinaryKind.Divide, left, right);

    /// <summary>−a.</summary>
    public static Sym operator -(Sym operand) => operand.Builder.Add(new Op.Unary(UnaryKind.Negate), operand);

    /// <summary>a + number.</summary>
    public static Sym operator +(Sym left, double right) => left + left.Builder.Constant(right);

    /// <summary>a − number.</summary>
    public static Sym operator -(Sym left, double right) => left - left.Builder.Constant(right);

    /// <summary>number − a.</summary>
    public static Sym operator -(double left, Sym right) => right.Builder.Constant(left) - right;

    /// <summary>a · number.</summary>
    public static Sym operator *(Sym left, double right) => left * left.Builder.Constant(right);

    /// <summary>number · a.</summary>
    public static Sym operator *(double left, Sym right) => right.Builder.Constant(left) * right;

    /// <summary>a / number.</summary>
    public static Sym operator /(Sym left, double right) => left / left.Builder.Constant(right);

    /// <summary>number / a.</summary>
    public static Sym operator /(double left, Sym right) => right.Builder.Constant(left) / right;

    internal static Sym Elementwise(BinaryKind kind, Sym left, Sym right)
    {
        var shape = left.Shape.Rank >= right.Shape.Rank ? left.Shape : right.Shape;
        return left.Builder.Add(new Op.Binary(kind), left.AlongLeading(shape), right.AlongLeading(shape));
    }

    /// <summary>Repeated along the leading axes that it lacks.</summary>
    internal Sym AlongLeading(Shape shape) => Shape == shape
        ? this
        : Builder.Add(new Op.Broadcast(shape, toArray(Enumerable.Range(0, shape.Rank - Shape.Rank))), this);
}
