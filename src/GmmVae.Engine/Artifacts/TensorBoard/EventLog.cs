using System.Text.Json;
using System.Text.Json.Nodes;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Files;
using LanguageExt;

namespace GmmVae.Engine.Artifacts.TensorBoard;

/// <summary>The log of a run as an event file for TensorBoard.</summary>
internal static class EventLog
{
    /// <summary>The name of the file; the readers look for the middle part.</summary>
    internal const string Name = "events.out.tfevents.gmmvae";

    private static readonly string[] Counts = ["learningRate", "clustersUsed"];
    private static readonly string[] Others = ["epoch", "step", "phase", "restart", "keptRestart", "warnings", "timing"];

    /// <summary>Writes each epoch's terms (<c>terms/NAME</c>), learning rate and clusters in use (<c>training/NAME</c>), samples of
    /// pictures, and histograms if wanted.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="metrics">The log of the run's epochs.</param>
    /// <param name="batch">Observations a step.</param>
    /// <param name="samples">Pictures to show at the last epoch, if any.</param>
    /// <param name="histograms">Numbers whose distribution to show there, by name.</param>
    /// <remarks>
    /// The clock of an event is reckoned back from when the log was last written, by the speed that each epoch has in it: equal
    /// files of a run give equal events.
    /// </remarks>
    internal static Either<DataError, Unit> Write(
        string folder, string metrics, int batch, Func<EventImages?> samples,
        IEnumerable<(string Tag, ReadOnlyMemory<float> Values)> histograms) =>
        Read(metrics).Bind(epochs =>
        {
            var end = (File.GetLastWriteTimeUtc(metrics) - DateTime.UnixEpoch).TotalSeconds;
            var clock = Clock(epochs, batch, end);
            var last = epochs.Length == 0 ? 0 : (long)epochs[^1]["epoch"]!;
            return AtomicFile.Write(Path.Combine(folder, Name), stream =>
            {
                var events = new EventWriter(stream, clock[0]);
                for (var i = 0; i < epochs.Length; i++)
                    events.Scalars(clock[i + 1], (long)epochs[i]["epoch"]!, Scalars(epochs[i]));
                if (samples() is { } images)
                    WriteSamples(events, end, last, images);
                foreach (var (tag, values) in histograms)
                    events.Histogram(end, last, tag, values.Span);
            });
        });

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

    /// <summary>One picture of all samples.</summary>
    private static void WriteSamples(EventWriter events, double seconds, long step, EventImages images)
    {
        var (image, columns) = (images.Shape, images.Columns);
        var count = images.Values.Length / image.Features;
        var sheet = new ImageShape(count / columns * image.Height, columns * image.Width, image.Channels);
        var pixels = new byte[sheet.Features];
        for (var sample = 0; sample < count; sample++)
        {
            var values = images.Values.Span.Slice(sample * image.Features, image.Features);
            for (var i = 0; i < values.Length; i++)
            {
                var y = (sample / columns * image.Height) + (i / (image.Width * image.Channels));
                var x = (sample % columns * image.Width * image.Channels) + (i % (image.Width * image.Channels));
                pixels[(y * sheet.Width * sheet.Channels) + x] = (byte)((Math.Clamp(values[i], 0f, 1f) * 255f) + 0.5f);
            }
        }

        events.Image(seconds, step, "samples", sheet, pixels);
    }

    private static Either<DataError, JsonObject[]> Read(string path)
    {
        try
        {
            return InputFile.ReadText(path).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonNode.Parse(line)!.AsObject()).ToArray();
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return new DataError.Unusable(
                path, "The log of the training is damaged.", "Resume the run, which cuts its log to the checkpoint.");
        }
        catch (Exception fault) when (FileErrors.IsExpected(fault))
        {
            return FileErrors.CannotRead(path, fault);
        }
    }
}

/// <summary>Pictures in rows, one value a channel of a pixel.</summary>
/// <param name="Values">The pictures, [pictures, features].</param>
/// <param name="Shape">How each forms a picture.</param>
/// <param name="Columns">Pictures in a row.</param>
internal sealed record EventImages(ReadOnlyMemory<float> Values, ImageShape Shape, int Columns);
