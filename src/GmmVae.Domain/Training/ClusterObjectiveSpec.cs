using LanguageExt;

namespace GmmVae.Domain;

/// <summary>How much a training phase asks for clusters: C and its weights (see <see cref="ClusterObjective"/>).</summary>
/// <remarks>
/// C = <see cref="Consistency"/> · consistency of the strong view + <see cref="Clean"/> · consistency of the clean view + <see cref="Entropy"/> · mean
/// assignment entropy + <see cref="Balance"/> · balance, the last two over both views.
/// </remarks>
public sealed record ClusterObjectiveSpec
{
    private ClusterObjectiveSpec(Schedule weight, double clean, double entropy, double balance, double hinge, double consistency) =>
        (Weight, Clean, Entropy, Balance, Hinge, Consistency) = (weight, clean, entropy, balance, hinge, consistency);

    /// <summary>No weight: C is no part of the objective.</summary>
    public static ClusterObjectiveSpec Nothing { get; } = new(new Schedule.Constant(0), 0, 0, 0, 0, 1);

    /// <summary>The weight of C in the objective, λ.</summary>
    public Schedule Weight { get; }

    /// <summary>The weight of the strong view's consistency; without a strong view, of the clean one's in its place.</summary>
    public double Consistency { get; }

    /// <summary>The weight of the clean view's consistency beside the strong view's.</summary>
    public double Clean { get; }

    /// <summary>The weight of the assignment entropy.</summary>
    public double Entropy { get; }

    /// <summary>The weight of the balance.</summary>
    public double Balance { get; }

    /// <summary>How far the mean assignment may be from the prior at no cost, in nats.</summary>
    public double Hinge { get; }

    /// <summary>A checked specification.</summary>
    public static Validation<SpecError, ClusterObjectiveSpec> Create(
        Schedule weight, double clean = 0, double entropy = 0, double balance = 0, double hinge = 0, double consistency = 1) =>
        SpecRules.Validate(
            () => new ClusterObjectiveSpec(weight, clean, entropy, balance, hinge, consistency),
            weight.Error("--cluster-weight"),
            SpecRules.NotNegative("--consistency-weight", consistency),
            SpecRules.NotNegative("--clean-weight", clean),
            SpecRules.NotNegative("--entropy-weight", entropy),
            SpecRules.NotNegative("--balance-weight", balance),
            SpecRules.NotNegative("--balance-hinge", hinge));
}
