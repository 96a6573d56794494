using GmmVae.Domain.Losses;
using GmmVae.Domain.Training;
using GmmVae.Engine.Engines;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Training;

/// <summary>A training step, which is computed, looked at and only then made.</summary>
internal interface ITrainingStep
{
    /// <summary>
    /// Computes the step that follows <paramref name="state"/> without making it, or finds the first number that is not finite.
    /// </summary>
    Option<NonFinite> Compute(in TrainingState state, out LossValues terms, out double rate);

    /// <summary>Makes the step that was computed.</summary>
    void Update();
}

/// <summary>The only loop over training steps; allocates nothing between the ends of epochs. Not thread-safe.</summary>
/// <param name="stepsPerEpoch">Steps of a whole epoch.</param>
/// <param name="totalSteps">Steps of the whole training.</param>
/// <param name="patience">The epochs without a better one after which it stops early, if it does.</param>
internal sealed class StepLoop(int stepsPerEpoch, long totalSteps, int? patience = null)
{
    /// <summary>Where the training stands.</summary>
    public TrainingState State { get; set; }

    /// <summary>Whether all steps are made, or no better epoch is to be expected.</summary>
    public bool IsFinished => State.Step >= totalSteps || (patience is { } epochs && State.IsStale(epochs));

    /// <summary>Whether all steps of an epoch are made, and the next one is not begun.</summary>
    public bool IsEpochWhole => State.StepInEpoch == stepsPerEpoch;

    /// <summary>
    /// Whether the last step of an epoch, or of all, is made, and what belongs to the epoch's end is yet to come or is over.
    /// </summary>
    public bool IsAtEpochEnd => IsEpochWhole || IsFinished;

    /// <summary>Makes steps until finished or cancelled, or up to one whose terms or gradients are not finite, which is not made.</summary>
    /// <param name="next">The step that comes next.</param>
    /// <param name="endEpoch">Called at the end of an epoch, which moves <see cref="State"/> to the next one, or fails.</param>
    /// <param name="observer">Told of each step.</param>
    /// <param name="isCancelled">Asked between steps.</param>
    public Option<TrainingFailure> Run(
        Func<ITrainingStep> next, Func<StepRecord, Option<TrainingFailure>> endEpoch, ITrainingObserver? observer = null,
        Func<bool>? isCancelled = null)
    {
        while (!IsFinished && isCancelled?.Invoke() != true)
        {
            var step = next();
            var wrong = step.Compute(State, out var terms, out var rate);
            if (wrong.IsSome)
                return wrong.Map(source => new TrainingFailure(State.Epoch + 1, State.Step + 1, source));
            step.Update();
            State = State.AfterStep(terms);
            var made = new StepRecord(State.Epoch + 1, State.Step, rate, terms);
            observer?.OnStep(made);
            var failure = IsAtEpochEnd ? endEpoch(made) : None;
            if (failure.IsSome)
                return failure;
        }

        return None;
    }
}
