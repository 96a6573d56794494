using GmmVae.Engine.Training;

namespace GmmVae;

/// <summary>What trainings and passes over rows tell .NET's own tools: a meter and an activity source, which cost nothing while nobody
/// listens.</summary>
/// <remarks>
/// <para>
/// The meter has the counters <c>gmmvae.training.steps</c>, <c>gmmvae.training.rows</c> and <c>gmmvae.inference.rows</c>, the histogram
/// <c>gmmvae.training.step.duration</c> (seconds) and the gauge <c>gmmvae.training.term</c> (nats, the last step's batch mean; its tag
/// <c>gmmvae.term</c> names the loss term). The tag <c>gmmvae.model</c> is <c>autoencoder</c>, <c>vae</c> or <c>gmm-vae</c>, and
/// <c>gmmvae.result</c> is what rows were turned into.
/// </para>
/// <para>
/// Activities are <c>fit</c>, a training, with an <c>epoch</c> in it for each finished one; and <c>predict</c>, <c>embed</c>,
/// <c>reconstruct</c> and <c>score</c>, a pass over rows. One that fails has the status error.
/// </para>
/// </remarks>
public static class Telemetry
{
    /// <summary>The name of the meter and of the activity source, for <c>AddMeter</c> and <c>AddSource</c>.</summary>
    public const string Name = Instruments.Name;
}
