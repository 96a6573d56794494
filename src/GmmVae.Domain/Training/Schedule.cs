using System.Diagnostics;
using GmmVae.Domain.Models;
using GmmVae.Domain.Numerics;
using LanguageExt;

namespace GmmVae.Domain.Training;

/// <summary>A number as a function of the step: a learning rate, the weight of a loss term, the strength of an augmentation.</summary>
public abstract record Schedule
{
    private protected Schedule()
    {
    }

    /// <summary>The same at every step.</summary>
    public sealed record Constant(double Value) : Schedule;

    /// <summary>From 0 in equal steps to <paramref name="Value"/> at step <paramref name="Steps"/>, constant from there.</summary>
    public sealed record WarmUp(double Value, int Steps) : Schedule;

    /// <summary>From <paramref name="Value"/> in equal steps to <paramref name="Final"/> at step <paramref name="Steps"/>, constant from
    /// there.</summary>
    public sealed record Linear(double Value, double Final, int Steps) : Schedule;

    /// <summary>From <paramref name="Value"/> to <paramref name="Final"/> on half a cosine over the whole training.</summary>
    public sealed record Cosine(double Value, double Final) : Schedule;

    /// <summary>Multiplied by <paramref name="Factor"/> every <paramref name="Every"/> steps.</summary>
    public sealed record Step(double Value, double Factor, int Every) : Schedule;

    /// <summary>Whether it is 0 at every step.</summary>
    public bool IsZero => this switch
    {
        Constant constant => constant.Value == 0,
        WarmUp warmUp => warmUp.Value == 0,
        Linear linear => linear.Value == 0 && linear.Final == 0,
        Cosine cosine => cosine.Value == 0 && cosine.Final == 0,
        Step drop => drop.Value == 0,
        _ => throw new UnreachableException(),
    };

    /// <summary>The value at a step.</summary>
    /// <param name="step">From 0.</param>
    /// <param name="totalSteps">The length of the training, at least 1.</param>
    public double At(long step, long totalSteps) => this switch
    {
        Constant constant => constant.Value,
        WarmUp warmUp => warmUp.Value * Math.Min(1, (double)step / warmUp.Steps),
        Linear linear when step >= linear.Steps => linear.Final,
        Linear linear => linear.Value + ((linear.Final - linear.Value) * ((double)step / linear.Steps)),
        Cosine cosine => cosine.Final + ((cosine.Value - cosine.Final) * 0.5 * (1 + PortableMath.Cos(Math.PI * step / totalSteps))),
        Step drop => drop.Value * PortableMath.Pow(drop.Factor, (int)Math.Min(step / drop.Every, int.MaxValue)),
        _ => throw new UnreachableException(),
    };

    /// <summary>What is wrong with the schedule, if anything; the error names <paramref name="setting"/>.</summary>
    public Option<SpecError> Error(Setting setting) => this switch
    {
        Constant constant => SpecRules.NotNegative(setting, constant.Value),
        WarmUp warmUp => SpecRules.NotNegative(setting, warmUp.Value) || SpecRules.Within(setting, warmUp.Steps, 1),
        Linear linear => SpecRules.NotNegative(setting, linear.Value) || SpecRules.NotNegative(setting, linear.Final)
            || SpecRules.Within(setting, linear.Steps, 1),
        Cosine cosine => SpecRules.NotNegative(setting, cosine.Value) || SpecRules.NotNegative(setting, cosine.Final),
        Step drop => SpecRules.NotNegative(setting, drop.Value) || SpecRules.Positive(setting, drop.Factor)
            || SpecRules.Within(setting, drop.Every, 1),
        _ => throw new UnreachableException(),
    };
}

/// <summary>How the step size changes through the training.</summary>
public enum LearningRateDecay
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>To 0 on half a cosine.</summary>
    Cosine,

    /// <summary>By half after each fifth of the steps.</summary>
    Step,
}
