using GmmVae.Domain.Models;
using GmmVae.Domain.Losses;
using GmmVae.Engine.Artifacts.Checkpoints;

namespace GmmVae.Report.Experiment;

/// <summary>The cluster prior term through training: a run with it beside one without, from the same seed. Steps count from 0.</summary>
/// <param name="Threshold">τ in nats.</param>
/// <param name="FirstWeighted">The first step at which the term has weight.</param>
/// <param name="FirstAbove">The first step from there on whose term exceeds τ, if any.</param>
/// <param name="FirstDifference">The first step at which both runs differ, if any.</param>
/// <param name="Change">The change of pace where the term rises through τ, if it does.</param>
public sealed record TermReport(double Threshold, int FirstWeighted, int? FirstAbove, int? FirstDifference, TermChange? Change)
{
    /// <summary>Of a run with the term, one without, and the step from which on it has weight.</summary>
    internal static TermReport Of(double threshold, int firstWeighted, double[] with, double[] without, int before, int window) => new(
        threshold,
        firstWeighted,
        First(with.Length, i => i >= firstWeighted && with[i] > threshold),
        First(Math.Min(with.Length, without.Length), i => !with[i].Equals(without[i])),
        RegimeChange.Find(with, threshold, before, window)
            .Map(change => new TermChange(
                change.SlopeBefore, change.SlopeAfter, RegimeChange.SlopeOf(without, change.At, change.At + window)))
            .AsEnumerable().FirstOrDefault());

    /// <summary>Of the reports of both runs.</summary>
    internal static TermReport Of(ModelReport with, ModelReport without, int before, int window)
    {
        var training = SpecJson.ReadTraining(with.Notes["training"], with.Folder).IfLeft(error =>
            throw new InvalidOperationException(error.ToString()));
        var firstWeighted = Enumerable.Range(0, with.Steps.Count)
            .First(step => training.Phases[0].Weight(LossTerm.ClusterPrior, step, with.Steps.Count) > 0);
        return Of(with.ClusterPrior!.Value.Threshold, firstWeighted, with.Term(LossTerm.ClusterPrior.Name()),
            without.Term(LossTerm.ClusterPrior.Name()), before, window);
    }

    private static int? First(int count, Func<int, bool> isWanted)
    {
        for (var i = 0; i < count; i++)
            if (isWanted(i))
                return i;
        return null;
    }
}

/// <summary>How fast the term moves about the threshold, in nats a step.</summary>
/// <param name="SlopeBefore">Before it.</param>
/// <param name="SlopeAfter">After it.</param>
/// <param name="SlopeWithoutTerm">After it, in the run without the term.</param>
public sealed record TermChange(double SlopeBefore, double SlopeAfter, double SlopeWithoutTerm)
{
    /// <summary>The slope after over the slope before; NaN where the term did not rise before.</summary>
    public double SlopeRatio => SlopeBefore > 0 ? SlopeAfter / SlopeBefore : double.NaN;
}
