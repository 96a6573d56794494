using System.Text;
using System.Text.Json.Nodes;
using GmmVae.Domain;
using LanguageExt;

namespace GmmVae.Engine;

/// <summary>
/// Writes a static page that runs a model's sampler in the browser: opened from the disk or any server, it fetches nothing
/// but the runtime (<see cref="WebRuntime"/>).
/// </summary>
public static class WebExport
{
    /// <summary>The page.</summary>
    public const string PageName = "index.html";

    /// <summary>The model: <c>gmmvaeModel</c>, whose sampler is an ONNX file in base 64.</summary>
    public const string ModelName = "model.js";

    /// <summary>The page's script.</summary>
    public const string ScriptName = "page.js";

    /// <summary>Writes the files into a folder that is there.</summary>
    /// <returns>An access error where a file cannot be written.</returns>
    /// <exception cref="ArgumentException">The model has no prior to sample from.</exception>
    public static Either<DataError, Unit> Write(string folder, CheckpointHeader header, ParameterStore store)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(header);
        if (header.Model is AutoEncoderSpec)
            throw new ArgumentException("An autoencoder has no prior to sample from.", nameof(header));
        return
            from page in Text(PageName, WebPage.Of(header.Model.Kind))
            from script in Text(ScriptName, WebScript.Text)
            from model in Text(ModelName, Model(header, store))
            select model;

        Either<DataError, Unit> Text(string name, string text) =>
            AtomicFile.Write(Path.Combine(folder, name), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    private static string Model(CheckpointHeader header, ParameterStore store)
    {
        var mixture = header.Model as GaussianMixtureSpec;
        var sampler = OnnxExport.Files(header, store).First(file => file.Name == OnnxExport.SamplerName).Contents;
        var model = new JsonObject
        {
            ["latent"] = header.Model.Latent,
            ["style"] = mixture?.Style ?? 0,
            ["clusters"] = mixture?.Clusters ?? 0,
            ["isGrey"] = header.Preprocessing is Preprocessing.ByteScaling,
            ["image"] = header.Image.ToNullable() is { } image ? SpecJson.Write(image) : null,
            ["sampler"] = Convert.ToBase64String(sampler),
        };
        return $"globalThis.gmmvaeModel = {model.ToJsonString()};\n";
    }
}
