using System.Text.Json.Nodes;
using GmmVae.Domain.Steps;
using GmmVae.Engine.Artifacts.Checkpoints;
using GmmVae.Engine.Data;
using GmmVae.Engine.Data.Sources;
using GmmVae.Engine.Training;
using LanguageExt;

namespace GmmVae.Engine.Artifacts.Runs;

/// <summary>Says what is in a run folder, a checkpoint or a data source.</summary>
internal static class Inspection
{
    /// <summary>What a checkpoint file holds.</summary>
    internal static Either<DataError, JsonObject> OfCheckpoint(string path) => Checkpoint.Read(path).Map(Describe);

    /// <summary>What a data source holds; nothing is downloaded to find out.</summary>
    internal static Either<DataError, JsonObject> OfData(string source, ulong seed, string? dataFolder, TableOptions options) =>
        from rows in DataSource.Read(source, seed, dataFolder, Arr<Uri>.Empty, null, new TableReading(options), CancellationToken.None)
        from data in rows.Split(seed)
        from columns in DataSource.Describe(rows)
        select Describe(source, data, columns, rows.Table);

    private static JsonObject Describe(Checkpoint checkpoint)
    {
        var header = checkpoint.Header;
        var parameters = EvaluationGraph.Build(header.Model).Parameters;
        return new JsonObject
        {
            ["kind"] = checkpoint.IsFromPyTorch ? "pytorch" : "checkpoint",
            ["formatVersion"] = checkpoint.IsFromPyTorch ? null : checkpoint.Version,
            ["model"] = header.Model.Kind,
            ["preset"] = header.Preset,
            ["data"] = header.DataSource,
            ["seed"] = header.Training.Seed,
            ["epochs"] = checkpoint.State.Epoch,
            ["steps"] = checkpoint.State.Step,
            ["parametersSha256"] = checkpoint.ParametersSha256,
            ["engine"] = checkpoint.IsFromPyTorch ? null : header.Engine.Engine,
            ["device"] = checkpoint.IsFromPyTorch ? null : header.Engine.Device,
            ["spec"] = SpecJson.Write(header.Model),
            ["training"] = SpecJson.Write(header.Training),
            ["dataFingerprint"] = header.DataFingerprint,
            ["columns"] = header.Schema.Columns.IsEmpty ? null : TableJson.Schema.Write(header.Schema)!["columns"]!.DeepClone(),
            ["parameters"] = new JsonObject(parameters.Select(parameter =>
                KeyValuePair.Create(parameter.Name, (JsonNode?)$"{parameter.Role.ToString().ToLowerInvariant()} {parameter.Shape}"))),
        };
    }

    private static JsonObject Describe(string source, DataSplits data, JsonArray columns, TableFacts? table) => new()
    {
        ["kind"] = "data",
        ["data"] = source,
        ["features"] = data.Train.Features,
        ["image"] = data.Train.Image is { } image ? FormattableString.Invariant($"{image.Height}x{image.Width}x{image.Channels}") : null,
        ["values"] = data.Train.HoldsBytes ? "bytes, scaled to [0, 1]" : "numbers, standardised on the training split",
        ["classes"] = data.Train.ClassNames.IsEmpty ? null : new JsonArray([.. data.Train.ClassNames.Select(name => (JsonNode)name)]),
        ["train"] = OfSplit(data.Train),
        ["test"] = OfSplit(data.Test),
        ["columns"] = columns,
        ["warnings"] = table is { Schema.Warnings: { IsEmpty: false } warnings }
            ? new JsonArray([.. warnings.Select(warning => (JsonNode)warning)])
            : null,
    };

    private static JsonObject OfSplit(Dataset split)
    {
        var (minimum, maximum) = Range(split.With(new Preprocessing.None()));
        return new JsonObject
        {
            ["rows"] = split.Rows,
            ["labels"] = split.Labelled() is { } labelled ? labelled.Labels!.Value.ToArray().Distinct().Count() : null,
            ["labelledRows"] = split.LabelledRows().Count(),
            ["missing"] = split.CountMissing(),
            ["minimum"] = minimum,
            ["maximum"] = maximum,
            ["fingerprint"] = split.Fingerprint,
        };
    }

    private static (float? Minimum, float? Maximum) Range(Dataset raw)
    {
        var row = new float[raw.Features];
        (float? minimum, float? maximum) = (null, null);
        for (var r = 0; r < raw.Rows; r++)
        {
            raw.CopyRange(r, 1, row);
            foreach (var value in row)
            {
                if (!(value >= minimum)) minimum = float.IsNaN(value) ? minimum : value;
                if (!(value <= maximum)) maximum = float.IsNaN(value) ? maximum : value;
            }
        }

        return (minimum, maximum);
    }
}
