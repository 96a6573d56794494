using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace GmmVae;

/// <summary>What trainings and passes over rows tell .NET's own tools: a meter and an activity source, which cost nothing while nobody listens.</summary>
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
    public const string Name = "GmmVae";
}

/// <summary>The instruments and tags that <see cref="Telemetry"/> describes.</summary>
internal static class Instruments
{
    internal const string ModelTag = "gmmvae.model";
    internal const string TermTag = "gmmvae.term";

    private static readonly Meter Meter = new(Telemetry.Name);

    internal static readonly ActivitySource Source = new(Telemetry.Name);

    internal static readonly Counter<long> Steps =
        Meter.CreateCounter<long>("gmmvae.training.steps", "{step}", "Finished training steps");

    internal static readonly Counter<long> TrainingRows =
        Meter.CreateCounter<long>("gmmvae.training.rows", "{row}", "Observations that training steps have seen");

    internal static readonly Histogram<double> StepDuration =
        Meter.CreateHistogram<double>("gmmvae.training.step.duration", "s", "What a training step takes");

    internal static readonly Gauge<double> Terms =
        Meter.CreateGauge<double>("gmmvae.training.term", "nat", "Loss terms of the last training step, batch means");

    internal static readonly Counter<long> InferenceRows =
        Meter.CreateCounter<long>("gmmvae.inference.rows", "{row}", "Rows that a trained model has been applied to");

    internal static KeyValuePair<string, object?> Model(string kind) => new(ModelTag, kind);

    internal static KeyValuePair<string, object?> Result(string name) => new("gmmvae.result", name);
}
