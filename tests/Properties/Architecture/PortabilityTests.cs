using System.Text.RegularExpressions;

namespace GmmVae.Tests.Properties;

/// <summary>The same bits on every machine: no transcendental function of the platform anywhere in the libraries.</summary>
public sealed partial class PortabilityTests
{
    [Fact]
    public void No_library_calls_a_transcendental_function_of_the_platform()
    {
        foreach (var library in Library.All)
            Assert.DoesNotContain(library.Members, member => Transcendental().IsMatch(member));
        Assert.Contains("System.Math.Sqrt", Library.Domain.Members);
    }

    [Fact]
    public void No_library_uses_generic_transcendental_functions_or_vendor_primitives()
    {
        foreach (var library in Library.All)
            Assert.DoesNotContain(library.Types, type =>
                type.StartsWith("System.Numerics.Tensors.", StringComparison.Ordinal) || GenericFunctions().IsMatch(type));
    }

    [Fact]
    public void The_pattern_finds_what_it_forbids_and_nothing_else()
    {
        foreach (var member in new[]
        {
            "System.Math.Exp", "System.MathF.Log2", "System.Math.Atan2", "System.Double.Tanh", "System.Single.ExpM1", "System.Math.Cbrt",
            "System.Runtime.Intrinsics.Vector256.Log", "System.Numerics.Vector.SinCos", "System.Math.ReciprocalEstimate",
            "System.Math.Pow", "System.Runtime.Intrinsics.Vector512.Hypot",
        })
            Assert.Matches(Transcendental(), member);
        foreach (var member in new[]
        {
            "System.Math.Sqrt", "System.MathF.FusedMultiplyAdd", "System.Math.Abs", "System.MathF.Round", "System.Math.Floor",
            "System.Numerics.BitOperations.Log2", "GmmVae.Domain.PortableMath.Exp", "System.Math.ScaleB", "System.Double.IsFinite",
            "System.Math.Max", "System.Runtime.Intrinsics.Vector256.Sqrt",
        })
            Assert.DoesNotMatch(Transcendental(), member);
    }

    /// <summary>Estimates count too: their bits are the processor's choice.</summary>
    [GeneratedRegex(
        @"^System\.(Math|MathF|Double|Single|Half|Numerics\.(Vector[^.]*|Complex)|Runtime\.Intrinsics\.\w+(\.\w+)?)\." +
        @"(Exp(2|10)?(M1)?|Log(2|10)?(P1)?|Pow|(A?(Sin|Cos|Tan)|A(sin|cos|tan))(Pi|h|2|2Pi)?|SinCos(Pi)?|Cbrt|RootN|Hypot|I?LogB|\w*Estimate\w*|Reciprocal\w*)$")]
    private static partial Regex Transcendental();

    [GeneratedRegex(@"^System\.Numerics\.I(Exponential|Logarithmic|Power|Trigonometric|Hyperbolic|Root|FloatingPointIeee754)\w*`")]
    private static partial Regex GenericFunctions();
}
