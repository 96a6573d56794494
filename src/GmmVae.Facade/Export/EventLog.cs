using System.Text.Json;
using System.Text.Json.Nodes;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Engine.Artifacts;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Artifacts.TensorBoard;
using GmmVae.Engine.Data;
using LanguageExt;

namespace GmmVae;

/// <summary>The log of a run as an event file for TensorBoard.</summary>
internal static class EventLog
{
    /// <summary>The name of the file; the readers look for the middle part.</summary>
    internal const string Name = "events.out.tfevents.gmmvae";

    private const int SamplesEach = 10;
    private static readonly string[] Counts = ["learningRate", "clustersUsed"];
    private static readonly string[] Others = ["epoch", "step", "phase", "restart", "keptRestart", "warnings", "timing"];

    /// <summary>Writes each epoch's terms (<c>terms/NAME</c>), learning rate and clusters in use (<c>training/NAME</c>), samples of pictures, and histograms if wanted.</summary>
    /// <remarks>
    /// The clock of an event is reckoned back from when the log was last written, by the speed that each epoch has in it: equal
    /// files of a run give equal events.
    /// </remarks>
    internal static Either<DataError, Unit> Write(string folder, ExportRequest request, FittedModel model, CancellationToken cancellation)
    {
        var path = Path.Combine(request.Model, RunFolder.MetricsName);
        var epochs = Read(path);
        var end = (System.IO.File.GetLastWriteTimeUtc(path) - DateTime.UnixEpoch).TotalSeconds;
        var clock = Clock(epochs, model.Header.Training.Batch, end);
        var last = epochs.Length == 0 ? 0 : (long)epochs[^1]["epoch"]!;
        var codes = request.Histograms ? CodePoints.All(CodePoints.Rows(request, model, cancellation), model, GraphNames.Code, cancellation) : [];
        return AtomicFile.Write(Path.Combine(folder, Name), stream =>
        {
            var events = new EventWriter(stream, clock[0]);
            for (var i = 0; i < epochs.Length; i++)
                events.Scalars(clock[i + 1], (long)epochs[i]["epoch"]!, Scalars(epochs[i]));
            if (model.Model is not AutoEncoderSpec && model.Header.Image.ToNullable() is { Channels: 1 or 3 } image)
                WriteSamples(events, end, last, model, image);
            if (request.Histograms)
                WriteHistograms(events, end, last, model, codes);
        });
    }

    private static IEnumerable<(string Tag, double Value)> Scalars(JsonObject epoch) =>
        from field in epoch
        where !Others.Contains(field.Key)
        select ($"{(Counts.Contains(field.Key) ? "training" : "terms")}/{field.Key}", (double)field.Value!);

    private static double[] Clock(JsonObject[] epochs, int batch, double end)
    {
        var clock = new double[epochs.Length + 1];
        clock[^1] = end;
        for (var i = epochs.Length - 1; i >= 0; i--)
        {
            var steps = (long)epochs[i]["step"]! - (i == 0 ? 0 : (long)epochs[i - 1]["step"]!);
            var speed = (double?)epochs[i]["timing"]?["samplesPerSecond"] ?? 0;
            clock[i] = clock[i + 1] - (speed > 0 ? steps * batch / speed : 0);
        }

        return clock;
    }

    /// <summary>A row of samples a cluster, the n-th of all from the same noise.</summary>
    private static void WriteSamples(EventWriter events, double seconds, long step, FittedModel model, ImageShape image)
    {
        var rows = Math.Max(1, model.Clusters);
        var samples = model.Clusters > 0
            ? Sampling.OfClusters(model, SamplesEach, SampleNoise.Shared, seed: 0, temperature: 1)
            : Sampling.FromPrior(model, SamplesEach, seed: 0, temperature: 1, out _);
        var sheet = new ImageShape(rows * image.Height, SamplesEach * image.Width, image.Channels);
        var pixels = new byte[sheet.Features];
        for (var sample = 0; sample < samples.Rows; sample++)
        {
            var values = samples.Row(sample);
            for (var i = 0; i < values.Length; i++)
            {
                var (y, x) = ((sample / SamplesEach * image.Height) + (i / (image.Width * image.Channels)), (sample % SamplesEach * image.Width * image.Channels) + (i % (image.Width * image.Channels)));
                pixels[(y * sheet.Width * sheet.Channels) + x] = (byte)((Math.Clamp(values[i], 0f, 1f) * 255f) + 0.5f);
            }
        }

        events.Image(seconds, step, "samples", sheet, pixels);
    }

    /// <summary>The trained parameters and running statistics (<c>parameters/NAME</c>), and each dimension of the mean codes (<c>codes/DIMENSION</c>).</summary>
    private static void WriteHistograms(EventWriter events, double seconds, long step, FittedModel model, float[] codes)
    {
        foreach (var input in model.Store.Inputs)
            events.Histogram(seconds, step, $"parameters/{input.Name}", model.Store[input.Name]);
        for (var i = 0; i < model.Model.Latent; i++)
            events.Histogram(seconds, step, FormattableString.Invariant($"codes/{i}"), codes.Where((_, at) => at % model.Model.Latent == i).ToArray());
    }

    private static JsonObject[] Read(string path)
    {
        if (!System.IO.File.Exists(path))
            throw new GmmVaeException(FailureKind.Usage, $"There is no log of a training.\n  at {path}\n  Give the folder of a run, not a checkpoint alone.");
        try
        {
            return [.. System.IO.File.ReadLines(path).Select(line => JsonNode.Parse(line)!.AsObject())];
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new GmmVaeException(FailureKind.Data, $"The log of the training is damaged.\n  at {path}\n  Resume the run with train --resume, which cuts its log to the checkpoint.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new GmmVaeException(FailureKind.Access, $"The log of the training cannot be read: {fault.Message}\n  at {path}\n  Check the file's permissions.");
        }
    }
}
