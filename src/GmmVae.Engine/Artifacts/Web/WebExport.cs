using System.Text;
using System.Text.Json.Nodes;
using GmmVae.Domain.Models;
using GmmVae.Engine.Artifacts.Checkpoints;
using GmmVae.Engine.Artifacts.Onnx;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Files;
using GmmVae.Engine.Training;
using LanguageExt;

namespace GmmVae.Engine.Artifacts.Web;

/// <summary>
/// Writes a static page that runs a model's sampler in the browser: opened from the disk or any server, it fetches nothing
/// but the runtime (<see cref="WebRuntime"/>).
/// </summary>
internal static class WebExport
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
        var mixture = header.Model as ClusteringSpec;
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

/// <summary>
/// The ONNX runtime that an exported page loads: one release, from a public copy of the npm package, each file with the hash
/// that a browser must find.
/// </summary>
internal static class WebRuntime
{
    /// <summary>The release of the npm package <c>onnxruntime-web</c>.</summary>
    public const string Version = "1.22.0";

    /// <summary>Where the package's files are.</summary>
    public const string Address = $"https://cdn.jsdelivr.net/npm/onnxruntime-web@{Version}/dist/";

    /// <summary>The script, which defines <c>ort</c>.</summary>
    public static WebRuntimeFile Script { get; } =
        new("ort.wasm.min.js", "sha384-epp8GDQUoLKx5qHa6SoDHKv7fSHILsEYk4uEsHdPRBztXEIVWCe/lhhrQJUBMZcf");

    /// <summary>The module that starts the machine code.</summary>
    public static WebRuntimeFile Module { get; } =
        new("ort-wasm-simd-threaded.mjs", "sha384-LXMGGJ76ujT3yGw+OWQZVB6vBmJ7lqTO957Fh6ov3385aw3EncleBNFfYFAl3vXW");

    /// <summary>The machine code.</summary>
    public static WebRuntimeFile Code { get; } =
        new("ort-wasm-simd-threaded.wasm", "sha384-Eu/XUdOA62yl+TueG792KtrQlAGAMW3g10sY4G3LBYyYZUtM126Z4Gr3ljTlXUGG");
}

/// <summary>A file of the runtime that a page loads.</summary>
/// <param name="Name">Its name in the folder <c>dist</c> of the package.</param>
/// <param name="Integrity">Its hash as browsers have it: <c>sha384-</c> and base 64.</param>
internal sealed record WebRuntimeFile(string Name, string Integrity)
{
    /// <summary>Where it is.</summary>
    public string Address => WebRuntime.Address + Name;
}
