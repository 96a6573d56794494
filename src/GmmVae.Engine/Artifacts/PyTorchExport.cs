using System.Runtime.InteropServices;
using GmmVae.Domain;
using LanguageExt;

namespace GmmVae.Engine;

/// <summary>
/// Writes a trained model for PyTorch: a safetensors file of its parameters and running statistics, whose metadata hold the
/// specification and the run. Optimizer moments and what else a training keeps are left out. <see cref="Checkpoint.Read"/> reads it back,
/// also after PyTorch has trained it further and saved it under the same names with the same metadata.
/// </summary>
public static class PyTorchExport
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
        var tensors = layout.Tensors.Select(tensor => SafetensorsTensor.Of(tensor.Name, tensor.Shape, tensor.IsFixed ? tensor.Fixed : tensor.ToPyTorch(Values(tensor.Source))));
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
