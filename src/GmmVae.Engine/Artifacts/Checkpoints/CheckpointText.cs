using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using GmmVae.Engine.Data;
using LanguageExt;
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
    public static Either<DataError, (CheckpointHeader Header, TrainingState State)> Read(string document, string path, string place = DocumentKey)
    {
        try
        {
            var node = JsonNode.Parse(document, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });

            // Writing meets every text: one with an unpaired surrogate is none, and throws wherever it is met first.
            _ = node?.ToJsonString();
            return Read(node, path, place);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return new InvalidField(path, place, "The text is no valid JSON.");
        }
    }

    /// <summary>The JSON document.</summary>
    internal static JsonObject Document(CheckpointHeader header, TrainingState state)
    {
        var document = Common(header, state);
        header.StartedFrom.IfSome(hash => document["startedFrom"] = hash);
        state.Validation.IfSome(best => document["state"]!["validation"] = new JsonObject { ["epoch"] = best.Epoch, ["objective"] = ToBits(best.Objective) });
        return document;
    }

    private static JsonObject Common(CheckpointHeader header, TrainingState state) => new()
    {
        ["model"] = SpecJson.Write(header.Model),
        ["training"] = SpecJson.Write(header.Training),
        ["preset"] = header.Preset,
        ["dataSource"] = header.DataSource,
        ["dataSeed"] = header.DataSeed,
        ["dataFingerprint"] = header.DataFingerprint,
        ["preprocessing"] = SpecJson.Write(header.Preprocessing),
        ["image"] = header.Image.ToNullable() is { } image ? SpecJson.Write(image) : null,
        ["state"] = new JsonObject
        {
            ["epoch"] = state.Epoch,
            ["stepInEpoch"] = state.StepInEpoch,
            ["step"] = state.Step,
            ["sums"] = new JsonObject(state.Sums.Named(Summed(header.Training))
                .Select(sum => KeyValuePair.Create<string, JsonNode?>(sum.Name, ToBits(sum.Value)))),
            ["outcomes"] = new JsonArray([.. state.Outcomes.Select(outcome => (JsonNode)new JsonObject
            {
                ["phase"] = outcome.Phase,
                ["restart"] = outcome.Restart,
                ["objective"] = ToBits(outcome.Objective),
            })]),
        },
    };

    private static Either<DataError, (CheckpointHeader Header, TrainingState State)> Read(JsonNode? node, string path, string place) =>
        from json in JsonFields.Open(
            node, path, place,
            ["model", "training", "preset", "dataSource", "dataSeed", "dataFingerprint", "preprocessing", "image", "state", .. JsonFields.Present(node, "startedFrom")])
        from model in SpecJson.ReadModel(json["model"], path)
        from training in SpecJson.ReadTraining(json["training"], path)
        from preset in json.Text("preset")
        from dataSource in json.Text("dataSource")
        from dataSeed in json.Unsigned("dataSeed")
        from dataFingerprint in json.Text("dataFingerprint")
        from preprocessing in SpecJson.ReadPreprocessing(json["preprocessing"], path)
        from image in json.Perhaps("image", name => ReadImage(json[name], path, name))
        from startedFrom in json.Perhaps("startedFrom", json.Text)
        from header in Consistent(
            new CheckpointHeader(model, training, preset, dataSource, dataSeed, dataFingerprint, preprocessing, image) { StartedFrom = startedFrom }, path)
        from state in ReadState(json["state"], training, path)
        select (header, state);

    private static Either<DataError, CheckpointHeader> Consistent(CheckpointHeader header, string path)
    {
        var features = header.Model.Features;
        if (header.Preprocessing is Preprocessing.Standardisation fitted && fitted.Offset.Count != features)
            return new InvalidField(path, "preprocessing.offset", "It must have a number for each feature of the model.");
        if (header.Image.Exists(image => (Int128)image.Height * image.Width * image.Channels != features))
            return new InvalidField(path, "image", "The picture must hold exactly the features of the model.");
        return header.Training.IncompatibilityWith(header.Model).Match(
            unfit => Left<DataError, CheckpointHeader>(new InvalidField(path, "training", unfit.ToString())), () => header);
    }

    /// <summary>The height, width and channels of a picture, each at least 1.</summary>
    internal static Either<DataError, ImageShape> ReadImage(JsonNode? node, string path, string place) =>
        from json in JsonFields.Open(node, path, place, "height", "width", "channels")
        from height in Least(json, "height", 1, json.Integer)
        from width in Least(json, "width", 1, json.Integer)
        from channels in Least(json, "channels", 1, json.Integer)
        select new ImageShape(height, width, channels);

    private static Either<DataError, TrainingState> ReadState(JsonNode? node, TrainingSpec training, string path) =>
        from json in JsonFields.Open(node, path, "state", ["epoch", "stepInEpoch", "step", "sums", "outcomes", .. JsonFields.Present(node, "validation")])
        from epoch in Least(json, "epoch", 0, json.Integer)
        from stepInEpoch in Least(json, "stepInEpoch", 0, json.Integer)
        from step in Least(json, "step", stepInEpoch, json.Long)
        from sums in ReadSums(json, training)
        from outcomes in ReadOutcomes(json, training, epoch)
        from validation in json.Perhaps("validation", name => ReadValidation(json, name, training, epoch))
        select new TrainingState(
            epoch, stepInEpoch, step, sums, outcomes)
        {
            Validation = validation,
        };

    private static Either<DataError, LossValues> ReadSums(JsonFields state, TrainingSpec training) =>
        JsonFields.Open(state["sums"], state.Path, state.At("sums"), [.. Summed(training).Select(value => value.Name())])
            .Bind(json => Summed(training).Fold(Right<DataError, LossValues>(default), (read, value) =>
                from sums in read
                from sum in Bits(json, value.Name())
                select sums.With(value, sum)));

    /// <summary>What is summed over an epoch: all losses, supervision only where there is any.</summary>
    private static IEnumerable<LossValue> Summed(TrainingSpec training) =>
        Enum.GetValues<LossValue>().Where(value => value != LossValue.Supervision || training.IsSupervised);

    /// <summary>The best of the epochs that are over or under way.</summary>
    private static Either<DataError, ValidationOutcome> ReadValidation(JsonFields state, string name, TrainingSpec training, int epochs) =>
        from json in JsonFields.Open(state[name], state.Path, state.At(name), "epoch", "objective")
        from epoch in Least(json, "epoch", 1, json.Integer)
        from objective in Bits(json, "objective")
        from known in training.Stopping.IsSome && epoch - 1 <= epochs
            ? Right<DataError, ValidationOutcome>(new ValidationOutcome(epoch, objective))
            : json.Invalid("epoch", Text($"The training has no such epoch to go back to: {epochs} are over."))
        select known;

    /// <summary>One for each restart that the epochs finished, in order.</summary>
    private static Either<DataError, Arr<RestartOutcome>> ReadOutcomes(JsonFields state, TrainingSpec training, int epoch)
    {
        var expected = training.FinishedRestarts(epoch);
        if (state["outcomes"] is not JsonArray nodes || nodes.Count != expected.Count)
            return state.Invalid("outcomes", Text($"An array of {expected.Count} finished restarts is needed here."));
        var outcomes = new List<RestartOutcome>();
        for (var i = 0; i < nodes.Count; i++)
        {
            var read =
                from json in JsonFields.Open(nodes[i], state.Path, Text($"{state.At("outcomes")}[{i}]"), "phase", "restart", "objective")
                from phase in json.Integer("phase")
                from restart in json.Integer("restart")
                from objective in Bits(json, "objective")
                from known in (phase, restart) == (expected[i].Phase, expected[i].Restart)
                    ? Right<DataError, RestartOutcome>(new RestartOutcome(phase, restart, objective))
                    : json.Invalid("restart", Text($"Restart {expected[i].Restart} of phase {expected[i].Phase} is needed here."))
                select known;
            if (read.IsLeft)
                return read.Map(_ => Arr<RestartOutcome>.Empty);
            read.IfRight(outcomes.Add);
        }

        return toArray(outcomes);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static Either<DataError, T> Least<T>(JsonFields json, string name, T low, Func<string, Either<DataError, T>> read)
        where T : System.Numerics.INumber<T> =>
        read(name).Bind(value => value >= low
            ? Right<DataError, T>(value)
            : json.Invalid(name, string.Create(CultureInfo.InvariantCulture, $"It must be at least {low}, is {value}.")));

    // Sums are kept as bits: exact whatever the value, without a thought about digits.
    private static string ToBits(double value) =>
        BitConverter.DoubleToUInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture);

    private static Either<DataError, double> Bits(JsonFields json, string name) =>
        json.Text(name).Bind(text =>
            text.Length == 16 && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits)
                ? Right<DataError, double>(BitConverter.UInt64BitsToDouble(bits))
                : json.Invalid(name, "It must be the 16 hexadecimal digits of a double-precision number."));
}
