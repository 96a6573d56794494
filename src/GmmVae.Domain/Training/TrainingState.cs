namespace GmmVae.Domain;

/// <summary>Where a training stands, without its parameters.</summary>
/// <param name="Epoch">Finished epochs.</param>
/// <param name="StepInEpoch">Finished steps of the epoch under way.</param>
/// <param name="Step">Finished steps altogether.</param>
/// <param name="Sums">The terms summed over the steps of the epoch under way.</param>
public readonly record struct TrainingState(int Epoch, int StepInEpoch, long Step, TermValues Sums)
{
    /// <summary>The mean terms of the epoch so far.</summary>
    public TermValues Means => Sums / Math.Max(1, StepInEpoch);

    /// <summary>The state after one more step.</summary>
    public TrainingState AfterStep(TermValues terms) =>
        this with { StepInEpoch = StepInEpoch + 1, Step = Step + 1, Sums = Sums + terms };

    /// <summary>The state at the start of the next epoch.</summary>
    public TrainingState AfterEpoch() => new(Epoch + 1, 0, Step, default);
}
