using System.Diagnostics;
using LanguageExt;

namespace GmmVae.Domain;

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
        /// <summary>The decay at a step of the phase: min(decay, 1 − 1 / (step / 10 + 2)), so that a young average forgets its start.</summary>
        public double At(long step) => Math.Min(Decay, 1 - (1 / ((step / 10.0) + 2)));
    }

    /// <summary>Whether a moving-average teacher has a copy of a parameter or running statistic: those of trunk and cluster head.</summary>
    public static bool Follows(ParameterSpec parameter) => LearningScope.TrunkAndClusterHead.Includes(parameter.Name);

    /// <summary>What is wrong with the teacher, if anything.</summary>
    internal Option<SpecError> Error => this switch
    {
        None => Option<SpecError>.None,
        Self self => SpecRules.Positive("--teacher-temperature", self.Temperature),
        MovingAverage average => SpecRules.Positive("--teacher-temperature", average.Temperature) || SpecRules.Fraction("--teacher-decay", average.Decay),
        _ => throw new UnreachableException(),
    };
}
