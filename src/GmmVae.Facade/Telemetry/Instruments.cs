using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace GmmVae;

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
