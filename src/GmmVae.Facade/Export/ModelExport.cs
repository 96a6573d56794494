using System.Diagnostics;
using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Engine.Artifacts.Checkpoints;
using GmmVae.Engine.Artifacts.Onnx;
using GmmVae.Engine.Artifacts.Projector;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Artifacts.TensorBoard;
using GmmVae.Engine.Artifacts.Web;
using GmmVae.Engine.Data;
using GmmVae.Engine.Files;
using GmmVae.Engine.Training;
using LanguageExt;

namespace GmmVae;

/// <summary>Writes trained models for other tools.</summary>
internal static class ModelExport
{
    private const int SamplesEach = 10;

    /// <summary>More points than this make the projector slow.</summary>
    private const int MostPoints = 10_000;

    internal static ExportReport Write(ExportRequest request, CancellationToken cancellation)
    {
        if (request.Histograms && request.Format != ExportFormat.TensorBoard)
            throw new GmmVaeException(FailureKind.Usage,
                $"{Setting.Histograms}: are drawn by TensorBoard alone; use {Setting.Format} tensorboard");
        RequireFree(request);
        using var model = FittedModel.Load(request.Model, request.Threads, request.Choice);
        return Write(request, model, cancellation);
    }

    /// <summary>Writes a model that has no run folder.</summary>
    internal static ExportReport OfMemory(ExportRequest request, FittedModel model, CancellationToken cancellation)
    {
        if (request.Format == ExportFormat.TensorBoard)
            throw new GmmVaeException(
                FailureKind.Usage,
                    $"{Setting.Format}: a model in memory has no log of its training for TensorBoard.\n  Train into a run folder with Runs.Train, then use ModelFiles.Export.");
        if (request.Format == ExportFormat.Projector && request.Data is null && model.Header.DataSource == Matrix.SourceName)
            throw new GmmVaeException(FailureKind.Usage,
                $"{Setting.Data}: a model that was trained on a matrix has no source whose codes to show.\n  Name one.");
        RequireFree(request);
        return Write(request, model, cancellation);
    }

    private static ExportReport Write(ExportRequest request, FittedModel model, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        if (request.Format == ExportFormat.Web && model.Model is AutoEncoderSpec)
            throw new GmmVaeException(
                FailureKind.Usage,
                $"{Setting.Format}: a model of the kind {model.Model.Kind} has no prior to draw samples from.\n"
                + $"  at {request.Model}\n  Give the run of a vae or a gmm-vae, or export onnx.");
        var files = request.Format == ExportFormat.Safetensors ? File(request, model) : Folder(request, model, cancellation);
        return new ExportReport(
            model.Model.Kind, request.Format, request.Output, [.. files.Select(file => Path.GetFileName(file)!)],
                files.Sum(file => new FileInfo(file).Length), clock.Elapsed.TotalSeconds);
    }

    private static string[] File(ExportRequest request, FittedModel model)
    {
        RequireFormat(request.Output, ".safetensors");
        PyTorchExport.Write(request.Output, model.Checkpoint).OrThrow();
        return [request.Output];
    }

    private static string[] Folder(ExportRequest request, FittedModel model, CancellationToken cancellation)
    {
        string[] written = [];
        AtomicFolder.Write(request.Output, OwnFiles(request.Format), folder => Fill(folder).Map(_ =>
        {
            written = [.. Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
            return Prelude.unit;
        })).OrThrow();
        return Array.ConvertAll(written, name => Path.Combine(request.Output, name));

        Either<DataError, Unit> Fill(string folder) => request.Format switch
        {
            ExportFormat.Onnx => OnnxExport.Write(folder, model.Header, model.Store),
            ExportFormat.TensorBoard => Events(folder, request, model, cancellation),
            ExportFormat.Web => WebExport.Write(folder, model.Header, model.Store),
            ExportFormat.Projector => Points(folder, request, model, cancellation),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>The log of a run with pictures of samples, a row a cluster, the n-th of all from the same noise.</summary>
    private static Either<DataError, Unit> Events(string folder, ExportRequest request, FittedModel model, CancellationToken cancellation)
    {
        var path = Path.Combine(request.Model, RunFolder.MetricsName);
        if (!System.IO.File.Exists(path))
            throw new GmmVaeException(FailureKind.Usage,
                $"There is no log of a training.\n  at {path}\n  Give the folder of a run, not a checkpoint alone.");
        return EventLog.Write(folder, path, model.Header.Training.Batch, Samples, request.Histograms ? Histograms() : []);

        EventImages? Samples() => model.Model is not AutoEncoderSpec && model.Header.Image.ToNullable() is { Channels: 1 or 3 } image
            ? new EventImages(
                (model.Clusters > 0
                    ? Sampling.OfClusters(model, SamplesEach, SampleNoise.Shared, seed: 0, temperature: 1)
                    : Sampling.FromPrior(model, SamplesEach, seed: 0, temperature: 1, out _)).ToArray(),
                image,
                SamplesEach)
            : null;

        // The trained parameters and running statistics, and each dimension of the mean codes.
        IEnumerable<(string, ReadOnlyMemory<float>)> Histograms()
        {
            var codes = model.ReadAll(RowStream.Of(RowsOf(request, model, cancellation)), GraphNames.Code, cancellation);
            return model.Store.Inputs.Select(input =>
                ($"parameters/{input.Name}", (ReadOnlyMemory<float>)model.Store[input.Name].ToArray()))
                .Concat(Enumerable.Range(0, model.Model.Latent).Select(dimension => (
                    FormattableString.Invariant($"codes/{dimension}"),
                        (ReadOnlyMemory<float>)codes.Where((_, at) => at % model.Model.Latent == dimension).ToArray())));
        }
    }

    /// <summary>Codes of at most so many rows, evenly spread.</summary>
    private static Either<DataError, Unit> Points(string folder, ExportRequest request, FittedModel model, CancellationToken cancellation)
    {
        var rows = RowsOf(request, model, cancellation);
        return DatasetPoints.Write(
            folder,
            model.Model.Kind,
            rows.With(model.Header.Preprocessing),
            SampledRows.Spread(rows.Rows, MostPoints),
            model.ReadAll(RowStream.Of(rows), GraphNames.Code, cancellation),
            model.Clusters > 0 ? model.Predict(RowStream.Of(rows), cancellation) : null,
            withRowNumbers: true);
    }

    /// <summary>Whose codes are asked for.</summary>
    private static Dataset RowsOf(ExportRequest request, FittedModel model, CancellationToken cancellation)
    {
        var rows = request.Data is { } source
            ? Sources.Read(source, request.DataFolder, DataOptions.Of(request.Table, model.Header), null, cancellation).Measured
            : RunData.Open(model.Header, request.DataFolder).Test;
        Suitability.OfRead(model.Header, request.Data ?? model.Header.DataSource, rows).ThrowIfSome();
        return rows;
    }

    /// <summary>The files that an earlier export of another model may have left where this one has none.</summary>
    private static string[] OwnFiles(ExportFormat format) => format switch
    {
        ExportFormat.Onnx => [OnnxExport.EncoderName, OnnxExport.DecoderName, OnnxExport.SamplerName],
        ExportFormat.Projector => [ProjectorExport.SpriteName],
        _ => [],
    };

    /// <summary>Refuses a file whose name does not end as one of the formats.</summary>
    internal static void RequireFormat(string path, params string[] endings)
    {
        if (!endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            throw new GmmVaeException(FailureKind.Usage, $"{Setting.OutputFile}: '{path}' must end in {string.Join(" or ", endings)}");
    }

    private static void RequireFree(ExportRequest request)
    {
        RequestRules.RequireOutput(request.Output, request.Model, request.Data);
        if (request.Force)
            return;
        var isTaken = System.IO.File.Exists(request.Output)
            || (Directory.Exists(request.Output) && Directory.EnumerateFileSystemEntries(request.Output).Any());
        if (isTaken)
            throw new GmmVaeException(
                FailureKind.Usage,
                $"The output exists already.\n  at {request.Output}\n  Give another path, or {Setting.Force} to replace it.");
    }
}

/// <summary>What a trained model can be exported as.</summary>
public enum ExportFormat
{
    /// <summary>A file of parameters and running statistics for PyTorch.</summary>
    Safetensors,

    /// <summary>A folder of ONNX files: encoder, decoder, and sampler where the model has a prior.</summary>
    Onnx,

    /// <summary>A folder of codes for the embedding projector.</summary>
    Projector,

    /// <summary>A folder with an event file of the training's terms, for TensorBoard.</summary>
    TensorBoard,

    /// <summary>A folder with a page that draws samples in the browser.</summary>
    Web,
}

/// <summary>A finished export.</summary>
/// <param name="Model">The model's kind.</param>
/// <param name="Format">As what.</param>
/// <param name="Output">The file or folder.</param>
/// <param name="Files">The names of the files in the folder, or of the one file.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="Seconds">By the clock.</param>
public sealed record ExportReport(string Model, ExportFormat Format, string Output, IReadOnlyList<string> Files, long Bytes, double Seconds)
{
    /// <summary>The JSON document; only <c>seconds</c> may differ between equal calls.</summary>
    public JsonObject ToJson() => new()
    {
        ["model"] = Model,
        ["format"] = Format.ToString().ToLowerInvariant(),
        ["out"] = Output,
        ["files"] = new JsonArray([.. Files.Select(file => (JsonNode)file)]),
        ["bytes"] = Bytes,
        ["seconds"] = Math.Round(Seconds, 3),
    };
}

/// <summary>What to export, as what, and where to.</summary>
public sealed record ExportRequest : ComputeOptions
{
    /// <summary>A run folder, or a checkpoint file.</summary>
    public required string Model { get; init; }

    /// <summary>As what.</summary>
    public required ExportFormat Format { get; init; }

    /// <summary>The file (safetensors) or folder (all others) to write.</summary>
    public required string Output { get; init; }

    /// <summary>Whether a file, or a folder that holds something, is written to: files of the same names are replaced, others
    /// stay.</summary>
    public bool Force { get; init; }

    /// <summary>Whether TensorBoard also gets histograms of the parameters, and of each dimension of the codes.</summary>
    public bool Histograms { get; init; }

    /// <summary>Whose codes the projector or the histograms show; by default those of the test split of the run's own data.</summary>
    public string? Data { get; init; }

    /// <summary>How a table is read; by default as the model's own.</summary>
    public DataOptions? Table { get; init; }

    /// <summary>The folder for downloads; by default the one that the environment variable <c>GMMVAE_DATA</c> names.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The number of threads; by default the number of physical cores. Results do not depend on it.</summary>
    public int? Threads { get; init; }
}
