using GmmVae.Domain.Losses;
using LanguageExt;

namespace GmmVae.Domain.Training;

/// <summary>Where a training stands, without its parameters. Its phase and restart follow from the epoch
/// (<see cref="TrainingSpec.StageAt"/>).</summary>
/// <param name="Epoch">Finished epochs, of all phases and restarts.</param>
/// <param name="StepInEpoch">Finished steps of the epoch under way.</param>
/// <param name="Step">Finished steps altogether.</param>
/// <param name="Sums">The terms summed over the steps of the epoch under way.</param>
/// <param name="Outcomes">The finished restarts, of phases that have several, in order.</param>
public readonly record struct TrainingState(int Epoch, int StepInEpoch, long Step, LossValues Sums, Arr<RestartOutcome> Outcomes = default)
{
    /// <summary>The best epoch so far for the rows that are held out, of a training that may stop early.</summary>
    public Option<ValidationOutcome> Validation { get; init; }

    /// <summary>The mean terms of the epoch so far.</summary>
    public LossValues Means => Sums / Math.Max(1, StepInEpoch);

    /// <summary>The state after one more step.</summary>
    public TrainingState AfterStep(LossValues terms) =>
        this with { StepInEpoch = StepInEpoch + 1, Step = Step + 1, Sums = Sums + terms };

    /// <summary>The state at the start of the next epoch.</summary>
    public TrainingState AfterEpoch() => this with { Epoch = Epoch + 1, StepInEpoch = 0, Sums = default };

    /// <summary>The state after a finished restart.</summary>
    public TrainingState AfterRestart(RestartOutcome outcome) => this with { Outcomes = Outcomes.Add(outcome) };

    /// <summary>Whether the best epoch lies so many epochs back.</summary>
    public bool IsStale(int patience)
    {
        var epoch = Epoch;
        return Validation.Exists(best => epoch - best.Epoch >= patience);
    }

    /// <summary>The finished restart of a phase with the lowest objective so far, the first of several; none if none is finished.</summary>
    public Option<RestartOutcome> Best(int phase) => Outcomes
        .Filter(outcome => outcome.Phase == phase)
        .Fold(Option<RestartOutcome>.None, (best, outcome) => best.Exists(known => known.Objective <= outcome.Objective) ? best : outcome);
}

/// <summary>How a finished restart of a phase did.</summary>
/// <param name="Phase">The phase, from 0.</param>
/// <param name="Restart">The restart, from 0.</param>
/// <param name="Objective">What the restarts are compared by, see <see cref="TrainingPhase.Restarts"/>: minus the information of its
/// clusters, or the mean objective over its last epoch; in nats, the lower the better.</param>
public readonly record struct RestartOutcome(int Phase, int Restart, double Objective);

/// <summary>The best epoch of a training so far, for the rows that it does not learn from.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Objective">The objective on those rows at its end, in nats.</param>
public readonly record struct ValidationOutcome(int Epoch, double Objective);
