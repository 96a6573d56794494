using System.Diagnostics;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Models;
using LanguageExt;

namespace GmmVae.Domain.Training;

/// <summary>How much a training phase asks for clusters: C and its weights (see <see cref="ClusterObjective"/>).</summary>
/// <remarks>
/// C = <see cref="Consistency"/> · consistency of the strong view + <see cref="Clean"/> · consistency of the clean view +
/// <see cref="Entropy"/> · mean
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
            weight.Error(Setting.ClusterWeight),
            SpecRules.NotNegative(Setting.ConsistencyWeight, consistency),
            SpecRules.NotNegative(Setting.CleanWeight, clean),
            SpecRules.NotNegative(Setting.EntropyWeight, entropy),
            SpecRules.NotNegative(Setting.BalanceWeight, balance),
            SpecRules.NotNegative(Setting.BalanceHinge, hinge));
}

/// <summary>Where the target assignment comes from that the views of an observation are drawn to.</summary>
public abstract record TeacherSpec
{
    /// <summary>What the names of a teacher's weights and running statistics begin with.</summary>
    public const string Prefix = "teacher.";

    private protected TeacherSpec()
    {
    }

    /// <summary>No target.</summary>
    public sealed record None : TeacherSpec;

    /// <summary>The model's own assignment of the clean view, as it is: no gradient flows into it.</summary>
    /// <param name="Temperature">Of <see cref="SoftTarget.Sharpen(Sym, double)"/>; 1 leaves the assignment.</param>
    public sealed record Self(double Temperature) : TeacherSpec;

    /// <summary>
    /// A moving average of the trunk and the cluster head, running statistics included, that sees the clean view and the
    /// weak one, if there is one, and gives the sharpened mean of its assignments.
    /// </summary>
    /// <param name="Decay">The greatest decay of the average.</param>
    /// <param name="Temperature">Of <see cref="SoftTarget.Sharpen(Sym, double)"/>; below 1 it sharpens.</param>
    public sealed record MovingAverage(double Decay, double Temperature) : TeacherSpec
    {
        /// <summary>The decay at a step of the phase: min(decay, 1 − 1 / (step / 10 + 2)), so that a young average forgets its
        /// start.</summary>
        public double At(long step) => Math.Min(Decay, 1 - (1 / ((step / 10.0) + 2)));
    }

    /// <summary>Whether a moving-average teacher has a copy of a parameter or running statistic: those of trunk and cluster head.</summary>
    public static bool Follows(ParameterSpec parameter) => LearningScope.TrunkAndClusterHead.Includes(parameter.Name);

    /// <summary>What is wrong with the teacher, if anything.</summary>
    internal Option<SpecError> Error => this switch
    {
        None => Option<SpecError>.None,
        Self self => SpecRules.Positive(Setting.TeacherTemperature, self.Temperature),
        MovingAverage average => SpecRules.Positive(Setting.TeacherTemperature, average.Temperature)
            || SpecRules.Fraction(Setting.TeacherDecay, average.Decay),
        _ => throw new UnreachableException(),
    };
}
