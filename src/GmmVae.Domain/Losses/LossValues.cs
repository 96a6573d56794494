using System.Diagnostics;
using System.Runtime.CompilerServices;
using GmmVae.Domain.Models;

namespace GmmVae.Domain.Losses;

/// <summary>
/// What is told of a training step or an evaluation, in the order of the run files, in nats: the terms of the bound, with the numbers of
/// <see cref="LossTerm"/>, their combinations, and what makes clusters.
/// </summary>
public enum LossValue
{
    /// <summary>−E ln p(y|x).</summary>
    Reconstruction = (int)LossTerm.Reconstruction,

    /// <summary>KL(q(x|y) ‖ N(0, I)).</summary>
    LatentPrior = (int)LossTerm.LatentPrior,

    /// <summary>E Σ_k r_k KL(q(x|y) ‖ p(x|w, z=k)).</summary>
    ConditionalPrior = (int)LossTerm.ConditionalPrior,

    /// <summary>KL(q(w|y) ‖ N(0, I)).</summary>
    StylePrior = (int)LossTerm.StylePrior,

    /// <summary>KL(r ‖ π) before the threshold.</summary>
    ClusterPrior = (int)LossTerm.ClusterPrior,

    /// <summary>KL of the mean assignment to π: near 0 when all clusters are used, −ln min π when one is.</summary>
    BatchMeanKl,

    /// <summary>The negative ELBO: unit weights, no threshold.</summary>
    Total,

    /// <summary>What was minimised.</summary>
    Objective,

    /// <summary>KL of the target to the views' assignments, the clean view's with its weight.</summary>
    Consistency,

    /// <summary>The mean entropy of the views' assignments.</summary>
    AssignmentEntropy,

    /// <summary>KL of the mean assignment over all views to π, above its hinge.</summary>
    Balance,

    /// <summary>C: consistency, entropy and balance with their weights.</summary>
    ClusterObjective,

    /// <summary>KL of the target to the assignment that the mixture prior implies, summed over the views.</summary>
    HeadAgreement,

    /// <summary>Cross-entropy of the responsibilities for known classes, 0 for rows without.</summary>
    Supervision,
}

/// <summary>One number in nats for each <see cref="LossValue"/>; 0 for those that a model or a training phase lacks.</summary>
/// <remarks>Immutable; equality is by value. Nothing here allocates, but for names.</remarks>
public readonly struct LossValues : IEquatable<LossValues>
{
    /// <summary>How many numbers there are.</summary>
    public const int Count = (int)LossValue.Supervision + 1;

    private readonly Numbers numbers;

    /// <summary>Numbers in the order of <see cref="LossValue"/>; those that are missing at the end are 0.</summary>
    /// <exception cref="ArgumentException">There are more than <see cref="Count"/>.</exception>
    public LossValues(ReadOnlySpan<double> values)
    {
        numbers = default;
        values.CopyTo(numbers);
    }

    /// <summary>One of the numbers.</summary>
    public double this[LossValue value] => numbers[(int)value];

    /// <summary>The value of one term of the bound.</summary>
    public double this[LossTerm term] => numbers[(int)term];

    /// <summary>KL of the mean assignment to π.</summary>
    public double BatchMeanKl => this[LossValue.BatchMeanKl];

    /// <summary>The negative ELBO.</summary>
    public double Total => this[LossValue.Total];

    /// <summary>What was minimised.</summary>
    public double Objective => this[LossValue.Objective];

    /// <summary>The sum of two, number by number.</summary>
    public static LossValues operator +(LossValues a, LossValues b)
    {
        Span<double> sums = stackalloc double[Count];
        for (var i = 0; i < Count; i++)
            sums[i] = a.numbers[i] + b.numbers[i];
        return new LossValues(sums);
    }

    /// <summary>Divided by a count, number by number.</summary>
    public static LossValues operator /(LossValues a, double count)
    {
        Span<double> parts = stackalloc double[Count];
        for (var i = 0; i < Count; i++)
            parts[i] = a.numbers[i] / count;
        return new LossValues(parts);
    }

    /// <summary>Whether all numbers are equal.</summary>
    public static bool operator ==(LossValues a, LossValues b) => a.Equals(b);

    /// <summary>Whether a number differs.</summary>
    public static bool operator !=(LossValues a, LossValues b) => !a.Equals(b);

    /// <summary>The same with another number for one value.</summary>
    public LossValues With(LossValue value, double number)
    {
        Span<double> changed = stackalloc double[Count];
        ((ReadOnlySpan<double>)numbers).CopyTo(changed);
        changed[(int)value] = number;
        return new LossValues(changed);
    }

    /// <summary>The numbers of some values with their names in run files.</summary>
    public IEnumerable<(string Name, double Value)> Named(IEnumerable<LossValue> values)
    {
        var all = this;
        return values.Select(value => (value.Name(), all[value]));
    }

    /// <inheritdoc/>
    public bool Equals(LossValues other)
    {
        for (var i = 0; i < Count; i++)
            if (!numbers[i].Equals(other.numbers[i]))
                return false;
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is LossValues other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var number in numbers)
            hash.Add(number);
        return hash.ToHashCode();
    }

    /// <summary>Names and numbers.</summary>
    public override string ToString() =>
        string.Join(", ", Named(Enum.GetValues<LossValue>()).Select(value => FormattableString.Invariant($"{value.Name} {value.Value}")));

    [InlineArray(Count)]
    private struct Numbers
    {
        private double first;
    }
}

/// <summary>The names of what is told of a training.</summary>
public static class LossValueNames
{
    /// <summary>The name in graphs and run files: <c>conditionalPrior</c>, <c>batchMeanKl</c>.</summary>
    public static string Name(this LossValue value) => value switch
    {
        <= LossValue.ClusterPrior => ((LossTerm)value).Name(),
        LossValue.BatchMeanKl => GraphNames.BatchMeanKl,
        LossValue.Total => GraphNames.Total,
        LossValue.Objective => GraphNames.Objective,
        LossValue.Consistency => GraphNames.Consistency,
        LossValue.AssignmentEntropy => GraphNames.AssignmentEntropy,
        LossValue.Balance => GraphNames.Balance,
        LossValue.ClusterObjective => GraphNames.ClusterObjective,
        LossValue.HeadAgreement => GraphNames.HeadAgreement,
        LossValue.Supervision => GraphNames.Supervision,
        _ => throw new UnreachableException(),
    };
}
