using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Engine.Artifacts.PyTorch;
using GmmVae.Engine.Artifacts.Safetensors;
using GmmVae.Engine.Data;
using GmmVae.Engine.Files;
using GmmVae.Engine.Training;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Artifacts.Checkpoints;

/// <summary>
/// Writes a trained model for PyTorch: a safetensors file of its parameters and running statistics, whose metadata hold the
/// specification and the run. Optimizer moments and what else a training keeps are left out. <see cref="CheckpointFile"/> reads it back,
/// also after PyTorch has trained it further and saved it under the same names with the same metadata.
/// </summary>
internal static class PyTorchExport
{
    /// <summary>The key of the specification, JSON.</summary>
    internal const string SpecKey = "spec";

    /// <summary>The key of everything else that a checkpoint says of its run, JSON.</summary>
    internal const string RunKey = "run";

    /// <summary>Writes the file, replacing what was there; on failure the old file stays.</summary>
    /// <param name="path">The file.</param>
    /// <param name="checkpoint">The trained model.</param>
    /// <returns>An access error where the file cannot be written.</returns>
    public static Either<DataError, Unit> Write(string path, Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var layout = new PyTorchLayout(checkpoint.Header.Model, checkpoint.Header.Preprocessing);
        var values = checkpoint.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var tensors = layout.Tensors.Select(tensor =>
            SafetensorsTensor.Of(tensor.Name, tensor.Shape, tensor.IsFixed ? tensor.Fixed : tensor.ToPyTorch(Values(tensor.Source))));
        return AtomicFile.Write(path, stream => SafetensorsWriter.Write(stream, [.. tensors], Notes(checkpoint, layout)));

        ReadOnlySpan<float> Values(string source) => MemoryMarshal.Cast<byte, float>(values[source].Piece(0, values[source].Length));
    }

    /// <summary>Strings alone, as the format wants; <c>format</c> is what PyTorch's own readers look for.</summary>
    private static KeyValuePair<string, string>[] Notes(Checkpoint checkpoint, PyTorchLayout layout)
    {
        var run = CheckpointText.Document(checkpoint.Header, checkpoint.State);
        var spec = run["model"]!;
        run.Remove("model");
        foreach (var name in PyTorchImport.Fitted)
            run["preprocessing"]!.AsObject().Remove(name);
        return
        [
            new("format", "pt"),
            new("model", checkpoint.Header.Model.Kind),
            new("modules", layout.Modules.ToJsonString()),
            new(RunKey, run.ToJsonString()),
            new(SpecKey, spec.ToJsonString()),
        ];
    }
}

/// <summary>
/// Reads what <see cref="PyTorchExport"/> wrote, or PyTorch under the same names, as a checkpoint. The specification and the run are those
/// of the metadata, all numbers those of the tensors. The optimizer starts afresh; the copies of a teacher and of a best restart are the
/// model itself.
/// </summary>
internal static class PyTorchImport
{
    /// <summary>The fields of a standardisation that the tensors <c>data_offset</c> and <c>data_scale</c> hold.</summary>
    public static Arr<string> Fitted => Array("offset", "scale");

    // The metadata and the list of tensors are in the file's header, after the 8 bytes of its length.
    private const int HeaderByte = 8;

    // What torch.nn counts beside the running statistics, and nothing here reads.
    private const string Ignored = ".num_batches_tracked";

    /// <summary>Whether a file is in PyTorch's layout: its metadata or its tensors say so.</summary>
    public static bool IsOne(SafetensorsFile file) =>
        file.Metadata.ContainsKey(PyTorchExport.SpecKey) || file.Find("data_offset").IsSome;

    /// <summary>Reads and checks a file.</summary>
    public static Either<DataError, Checkpoint> Read(SafetensorsFile file) =>
        from spec in Note(file, PyTorchExport.SpecKey)
        from run in Note(file, PyTorchExport.RunKey)
        from model in SpecJson.ReadModel(spec, file.Path)
        from document in Document(file, run, spec, model)
        from text in CheckpointText.Read(document, file.Path, PyTorchExport.RunKey)
        from layout in CheckpointFile.Layout(text.Header, file.Path)
        from values in Values(file, new PyTorchLayout(model, text.Header.Preprocessing))
        select new Checkpoint(text.Header, text.State, [.. layout.Tensors.Select(tensor => Tensor(tensor.Name, tensor.Shape, values))],
            layout.Parameters.Count)
        {
            IsFromPyTorch = true,
        };

    private static Either<DataError, JsonObject> Note(SafetensorsFile file, string key)
    {
        if (!file.Metadata.TryGetValue(key, out var text))
            return new DataError.Malformed(
                file.Path, HeaderByte,
                    $"The file has the tensors of a model for PyTorch, but no '{key}' in its metadata that says what they are.",
                "Save it with the metadata of the file it came from, as 'save' in docs/formats.md does.");
        try
        {
            if (JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) is JsonObject note)
            {
                // Writing meets every text: one with an unpaired surrogate is none, and throws wherever it is met first.
                _ = note.ToJsonString();
                return note;
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
        }

        return new InvalidField(file.Path, key, "The text is no valid JSON object.");
    }

    /// <summary>The text of a checkpoint, put together from both notes and the tensors of the standardisation.</summary>
    private static Either<DataError, string> Document(SafetensorsFile file, JsonObject run, JsonObject spec, ModelSpec model)
    {
        try
        {
            run["model"] = spec.DeepClone();
            if (run["preprocessing"] is not JsonObject preprocessing || (string?)preprocessing["kind"] != "standardisation")
                return run.ToJsonString();
            foreach (var name in Fitted)
            {
                var read = Finite(file, $"data_{name}", Array(model.Features));
                if (read.IsLeft)
                    return read.Map(_ => "");
                read.IfRight(values => preprocessing[name] = new JsonArray([.. values.Select(value => (JsonNode)value)]));
            }

            return run.ToJsonString();
        }
        catch (InvalidOperationException)
        {
            return new InvalidField(file.Path, $"{PyTorchExport.RunKey}.preprocessing.kind", "A text is needed here.");
        }
    }

    /// <summary>The parameters and running statistics by their names in the model.</summary>
    private static Either<DataError, Dictionary<string, float[]>> Values(SafetensorsFile file, PyTorchLayout layout)
    {
        var (values, known) = (new Dictionary<string, float[]>(StringComparer.Ordinal),
            new System.Collections.Generic.HashSet<string>(StringComparer.Ordinal));
        foreach (var tensor in layout.Tensors)
        {
            known.Add(tensor.Name);
            var read = Finite(file, tensor.Name, tensor.Shape).Bind(theirs => tensor.IsFixed ? AsFixed(file, tensor, theirs) : theirs);
            if (read.IsLeft)
                return read.Map(_ => values);
            if (!tensor.IsFixed)
                read.IfRight(theirs => values.Add(tensor.Source, tensor.FromPyTorch(theirs)));
        }

        foreach (var entry in file.Entries)
            if (!known.Contains(entry.Name) && !entry.Name.EndsWith(Ignored, StringComparison.Ordinal))
                return new DataError.Malformed(file.Path, entry.Begin,
                    $"The tensor '{entry.Name}' is no part of the model.", "Leave it out, or change 'spec' in the metadata with it.");
        return values;
    }

    private static Either<DataError, float[]> Finite(SafetensorsFile file, string name, Arr<int> shape) => CheckpointFile.Finite(
        file, name, shape, "Train again at a lower learning rate, or save an earlier state.");

    private static Either<DataError, float[]> AsFixed(SafetensorsFile file, PyTorchTensor tensor, float[] values)
    {
        for (var i = 0; i < values.Length; i++)
            if (values[i] != tensor.Fixed[i])
                return new DataError.Malformed(
                    file.Path, file.Find(tensor.Name).Match(entry => entry.Begin, () => 0) + (4L * i),
                    string.Create(CultureInfo.InvariantCulture,
                        $"Element {i} of the tensor '{tensor.Name}' is {values[i]} where the specification has {tensor.Fixed[i]}."),
                    "Leave that tensor as it was exported: the model does not learn it.");
        return values;
    }

    private static SafetensorsTensor Tensor(string name, Shape shape, Dictionary<string, float[]> values) =>
        SafetensorsTensor.Of(name, Checkpoint.Dimensions(shape), values.TryGetValue(TrainingLayout.Origin(name), out var found) ? found
            : new float[shape.Size.Factor]);
}
