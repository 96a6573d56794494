using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>A training that stopped because a number was not finite, or beyond what single precision can square.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">The step that could not be made, from 1.</param>
/// <param name="Source">The first operation whose result is not finite.</param>
public sealed record TrainingFailure(int Epoch, long Step, NonFinite Source)
{
    /// <summary>What happened, where, and what to try.</summary>
    public string Message => FormattableString.Invariant(
        $"""
         The training diverged: the {Source.Provenance} is not finite or beyond 1e18 ({Source.Operation}).
           at step {Step}, epoch {Epoch}; the last checkpoint is intact
           Lower --learning-rate, add --clip 100, or look for extreme values in the data (see {Faq.Divergence}).
         """);
}
