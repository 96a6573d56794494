using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain;

/// <summary>The constants of the Adam optimizer (arXiv:1412.6980).</summary>
public sealed record AdamSpec
{
    private AdamSpec(double beta1, double beta2, double epsilon, double weightDecay, Option<double> maximumGradientNorm) =>
        (Beta1, Beta2, Epsilon, WeightDecay, MaximumGradientNorm) = (beta1, beta2, epsilon, weightDecay, maximumGradientNorm);

    /// <summary>β₁ = 0.9, β₂ = 0.999, ε = 1e-8, no weight decay, no clipping.</summary>
    public static AdamSpec Default { get; } = new(0.9, 0.999, 1e-8, 0, None);

    /// <summary>The decay of the first moment.</summary>
    public double Beta1 { get; }

    /// <summary>The decay of the second moment.</summary>
    public double Beta2 { get; }

    /// <summary>Added to the root of the second moment.</summary>
    public double Epsilon { get; }

    /// <summary>Decoupled weight decay (arXiv:1711.05101): parameters shrink by learning rate · decay each step.</summary>
    public double WeightDecay { get; }

    /// <summary>The Euclidean norm that all gradients together are scaled down to, if any.</summary>
    public Option<double> MaximumGradientNorm { get; }

    /// <summary>A checked specification.</summary>
    public static Validation<SpecError, AdamSpec> Create(
        double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0, Option<double> maximumGradientNorm = default) =>
        SpecRules.Validate(
            () => new AdamSpec(beta1, beta2, epsilon, weightDecay, maximumGradientNorm),
            SpecRules.Fraction("--beta1", beta1),
            SpecRules.Fraction("--beta2", beta2),
            SpecRules.Positive("--epsilon", epsilon),
            SpecRules.NotNegative("--weight-decay", weightDecay),
            maximumGradientNorm.Bind(norm => SpecRules.Positive("--clip", norm)));

    /// <summary>1 / (1 − βᵗ) for both moments after <paramref name="step"/> + 1 updates, the factors that remove their bias towards 0.</summary>
    public (double First, double Second) BiasCorrections(long step) =>
        (1 / (1 - Power(Beta1, step + 1)), 1 / (1 - Power(Beta2, step + 1)));

    private static double Power(double beta, long exponent) => PortableMath.Pow(beta, (int)Math.Min(exponent, int.MaxValue));
}
