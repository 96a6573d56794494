using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Files;
using GmmVae.Engine.Training;
using LanguageExt;
using static GmmVae.Engine.Files.JsonCodecs;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Artifacts.Checkpoints;

/// <summary>The text of a checkpoint: everything but its tensors.</summary>
internal static class CheckpointText
{
    /// <summary>The key of the format version, a whole number.</summary>
    public const string VersionKey = "format_version";

    /// <summary>The key of the JSON document.</summary>
    public const string DocumentKey = "gmmvae";

    /// <summary>The metadata of a checkpoint's file.</summary>
    public static KeyValuePair<string, string>[] Write(Checkpoint checkpoint) =>
    [
        new(VersionKey, Checkpoint.FormatVersion.ToString(CultureInfo.InvariantCulture)),
        new(DocumentKey, Document(checkpoint.Header, checkpoint.State).ToJsonString()),
    ];

    /// <summary>What <see cref="Write"/> wrote, without the version.</summary>
    /// <param name="document">The JSON document.</param>
    /// <param name="path">The file, for errors.</param>
    /// <param name="place">The key of the document, for errors.</param>
    public static Either<DataError,
        (CheckpointHeader Header, TrainingState State)> Read(string document, string path, string place = DocumentKey)
    {
        try
        {
            var node = JsonNode.Parse(document, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });

            // Writing meets every text: one with an unpaired surrogate is none, and throws wherever it is met first.
            _ = node?.ToJsonString();
            return Run.Read(node, new(path, place)).Bind(run => Consistent(run.Header, path).Map(_ => run));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return new InvalidField(path, place, "The text is no valid JSON.");
        }
    }

    /// <summary>The JSON document.</summary>
    internal static JsonObject Document(CheckpointHeader header, TrainingState state) => Run.Write((header, state))!.AsObject();

    private static JsonCodec<(CheckpointHeader Header, TrainingState State)> Run =>
        Record<(CheckpointHeader Header, TrainingState State)>(Declare);

    private static void Declare(JsonRecord<(CheckpointHeader Header, TrainingState State)> json)
    {
        var model = json.Field("model", run => run.Header.Model, SpecJson.Model.Under("model"));
        var training = json.Field("training", run => run.Header.Training, SpecJson.Training.Under("training"));
        var preset = json.Field("preset", run => run.Header.Preset, Text);
        var source = json.Field("dataSource", run => run.Header.DataSource, Text);
        var seed = json.Field("dataSeed", run => run.Header.DataSeed, Unsigned);
        var fingerprint = json.Field("dataFingerprint", run => run.Header.DataFingerprint, Text);
        var preprocessing = json.Field("preprocessing", run => run.Header.Preprocessing, SpecJson.Preprocessings.Under("preprocessing"));
        var image = json.Field("image", run => run.Header.Image, Perhaps(SpecJson.Image.Under("image")));
        var state = json.Field("state", run => run.State, Then(() => State(training).Under("state")));
        var startedFrom = json.Field("startedFrom", run => run.Header.StartedFrom, Perhaps(Text), absent: None);
        var engine = json.Field("engine", run => run.Header.Engine.Engine, Text, absent: EngineName.Managed.Engine);
        var device = json.Field("device", run => run.Header.Engine.Device, Text, absent: EngineName.Managed.Device);
        var schema = json.Field("table", run => run.Header.Schema, TableJson.Schema, absent: TableSchema.None);
        var reading = json.Field("reading", run => run.Header.Reading, TableJson.Options, absent: TableOptions.Default);
        json.Return(() => (
            new CheckpointHeader(model, training, preset, source, seed, fingerprint, preprocessing, image)
            {
                StartedFrom = startedFrom,
                Schema = schema,
                Reading = reading,
                Engine = new(engine, device),
            },
            state));
    }

    private static JsonCodec<TrainingState> State(TrainingSpec training) => Record<TrainingState>(json =>
    {
        var epoch = json.Field("epoch", state => state.Epoch, SpecJson.Least(Integer, () => 0));
        var stepInEpoch = json.Field("stepInEpoch", state => state.StepInEpoch, SpecJson.Least(Integer, () => 0));
        var step = json.Field("step", state => state.Step, SpecJson.Least(Long, () => stepInEpoch.Value));
        var sums = json.Field("sums", state => state.Sums, Sums(training.IsSupervised));
        var outcomes = json.Field("outcomes", state => state.Outcomes, Then(() => Outcomes(training.FinishedRestarts(epoch))));
        var best = Then(() => Perhaps(Validation(training, epoch)));
        var validation = json.Field("validation", state => state.Validation, best, absent: None);
        json.Return(() => new(epoch, stepInEpoch, step, sums, outcomes) { Validation = validation });
    });

    /// <summary>All losses, but supervision only where there is any, as in files from before there was.</summary>
    private static JsonCodec<LossValues> Sums(bool areSupervised) => Record<LossValues>(json =>
    {
        var sums = Enum.GetValues<LossValue>().Where(value => value != LossValue.Supervision || areSupervised)
            .Select(value => (Value: value, Sum: json.Field(value.Name(), sums => sums[value], Bits))).ToArray();
        json.Return(() => sums.Aggregate(default(LossValues), (read, field) => read.With(field.Value, field.Sum)));
    });

    /// <summary>One outcome for each restart that the epochs finished, in order.</summary>
    private static JsonCodec<Arr<RestartOutcome>> Outcomes(Arr<TrainingStage> finished)
    {
        var each = Many(i => Record<RestartOutcome>(json =>
        {
            var phase = json.Field("phase", outcome => outcome.Phase, Integer);
            var restart = json.Field("restart", outcome => outcome.Restart, Integer.Where(restart =>
                (phase.Value, restart) == (finished[i].Phase, finished[i].Restart)
                    ? null
                    : Invariant($"Restart {finished[i].Restart} of phase {finished[i].Phase} is needed here.")));
            var objective = json.Field("objective", outcome => outcome.Objective, Bits);
            json.Return(() => new(phase, restart, objective));
        }));
        return each with
        {
            Read = (node, place) => node is JsonArray nodes && nodes.Count == finished.Count
                ? each.Read(node, place)
                : place.Invalid(Invariant($"An array of {finished.Count} finished restarts is needed here.")),
        };
    }

    /// <summary>The best of the epochs that are over or under way.</summary>
    private static JsonCodec<ValidationOutcome> Validation(TrainingSpec training, int epochs) => Record<ValidationOutcome>(json =>
    {
        var epoch = json.Field("epoch", best => best.Epoch, SpecJson.Least(Integer, () => 1).Where(epoch =>
            training.Stopping.IsSome && epoch - 1 <= epochs
                ? null
                : Invariant($"The training has no such epoch to go back to: {epochs} are over.")));
        var objective = json.Field("objective", best => best.Objective, Bits);
        json.Return(() => new(epoch, objective));
    });

    /// <summary>A number as its bits: exact whatever the value, without a thought about digits.</summary>
    private static JsonCodec<double> Bits => new(
        value => BitConverter.DoubleToUInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture),
        (node, place) => Text.Read(node, place).Bind(text =>
            text.Length == 16 && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits)
                ? Right<DataError, double>(BitConverter.UInt64BitsToDouble(bits))
                : place.Invalid("It must be the 16 hexadecimal digits of a double-precision number.")));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static Either<DataError, CheckpointHeader> Consistent(CheckpointHeader header, string path)
    {
        var features = header.Model.Features;
        if (header.Preprocessing is Preprocessing.Standardisation fitted && fitted.Offset.Count != features)
            return new InvalidField(path, "preprocessing.offset", "It must have a number for each feature of the model.");
        if (!header.Schema.Columns.IsEmpty && header.Schema.Columns.Sum(column => (long)column.Width) != features)
            return new InvalidField(path, "table", "Its columns must have the features of the model.");
        if (header.Image.Exists(image => (Int128)image.Height * image.Width * image.Channels != features))
            return new InvalidField(path, "image", "The picture must hold exactly the features of the model.");
        return header.Training.IncompatibilityWith(header.Model).Match(
            unfit => Left<DataError, CheckpointHeader>(new InvalidField(path, "training", unfit.Text)), () => header);
    }
}
