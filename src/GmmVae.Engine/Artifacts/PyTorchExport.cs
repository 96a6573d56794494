using GmmVae.Domain;
using LanguageExt;

namespace GmmVae.Engine;

/// <summary>
/// Writes a trained model for PyTorch: a safetensors file of its parameters and running statistics, whose metadata hold the
/// specification. Optimizer moments and what else a training keeps are left out.
/// </summary>
public static class PyTorchExport
{
    /// <summary>Writes the file, replacing what was there; on failure the old file stays.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">What the model is.</param>
    /// <param name="store">Its parameters.</param>
    /// <returns>An access error where the file cannot be written.</returns>
    public static Either<DataError, Unit> Write(string path, CheckpointHeader header, ParameterStore store)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(store);
        var layout = new PyTorchLayout(header, store);
        return AtomicFile.Write(path, stream => SafetensorsWriter.Write(stream, layout.Tensors, Notes(header.Model, layout)));
    }

    /// <summary>Strings alone, as the format wants; <c>format</c> is what PyTorch's own readers look for.</summary>
    private static KeyValuePair<string, string>[] Notes(ModelSpec model, PyTorchLayout layout) =>
    [
        new("format", "pt"),
        new("model", model.Kind),
        new("modules", layout.Modules.ToJsonString()),
        new("spec", SpecJson.Write(model).ToJsonString()),
    ];
}
