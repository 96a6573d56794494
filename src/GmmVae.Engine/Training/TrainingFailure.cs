namespace GmmVae.Engine;

/// <summary>A training that stopped before an optimizer step because a number was not finite.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">The step that was not made, from 1.</param>
/// <param name="Source">The first operation whose result is not finite.</param>
public sealed record TrainingFailure(int Epoch, long Step, NonFinite Source)
{
    /// <summary>What happened, where, and what to try.</summary>
    public string Message => FormattableString.Invariant(
        $"""
         The training diverged: the {Source.Provenance} is not finite ({Source.Operation}).
           at step {Step}, epoch {Epoch}; that step was not made, and the last checkpoint is intact
           Lower --learning-rate, add --clip 100, or look for extreme values in the data.
         """);
}
