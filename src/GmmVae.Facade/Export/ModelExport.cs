using System.Diagnostics;
using GmmVae.Domain;
using GmmVae.Engine;
using LanguageExt;

namespace GmmVae;

/// <summary>Writes trained models for other tools.</summary>
internal static class ModelExport
{
    internal static ExportReport Write(ExportRequest request, CancellationToken cancellation)
    {
        if (request.Histograms && request.Format != ExportFormat.TensorBoard)
            throw new GmmVaeException(FailureKind.Usage, "--histograms: are drawn by TensorBoard alone; use --format tensorboard");
        RequireFree(request);
        using var model = FittedModel.Load(request.Model, request.Threads);
        return Write(request, model, cancellation);
    }

    /// <summary>Writes a model that has no run folder.</summary>
    internal static ExportReport OfMemory(ExportRequest request, FittedModel model, CancellationToken cancellation) => OptionWords.InProperties(() =>
    {
        if (request.Format == ExportFormat.TensorBoard)
            throw new GmmVaeException(
                FailureKind.Usage, "--format: a model in memory has no log of its training for TensorBoard.\n  Train into a run folder with Runs.Train, then use ModelFiles.Export.");
        if (request.Format == ExportFormat.Projector && request.Data is null && model.Header.DataSource == Estimator.MatrixName)
            throw new GmmVaeException(FailureKind.Usage, "--data: a model that was trained on a matrix has no source whose codes to show.\n  Name one.");
        RequireFree(request);
        return Write(request, model, cancellation);
    });

    private static ExportReport Write(ExportRequest request, FittedModel model, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        if (request.Format == ExportFormat.Web && model.Model is AutoEncoderSpec)
            throw new GmmVaeException(
                FailureKind.Usage, $"--format: a model of the kind {model.Model.Kind} has no prior to draw samples from.\n  at {request.Model}\n  Give the run of a vae or a gmm-vae, or export onnx.");
        var files = request.Format == ExportFormat.Safetensors ? File(request, model) : Folder(request, model, cancellation);
        return new ExportReport(
            model.Model.Kind, request.Format, request.Output, [.. files.Select(file => Path.GetFileName(file)!)], files.Sum(file => new FileInfo(file).Length), clock.Elapsed.TotalSeconds);
    }

    private static string[] File(ExportRequest request, FittedModel model)
    {
        ModelFiles.RequireFormat(request.Output, ".safetensors");
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
            ExportFormat.TensorBoard => EventLog.Write(folder, request, model, cancellation),
            ExportFormat.Web => WebExport.Write(folder, model.Header, model.Store),
            ExportFormat.Projector => CodePoints.Write(folder, request, model, cancellation),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>The files that an earlier export of another model may have left where this one has none.</summary>
    private static string[] OwnFiles(ExportFormat format) => format switch
    {
        ExportFormat.Onnx => [OnnxExport.EncoderName, OnnxExport.DecoderName, OnnxExport.SamplerName],
        ExportFormat.Projector => [ProjectorExport.SpriteName],
        _ => [],
    };

    private static void RequireFree(ExportRequest request)
    {
        if (request.Force)
            return;
        var isTaken = System.IO.File.Exists(request.Output)
            || (Directory.Exists(request.Output) && Directory.EnumerateFileSystemEntries(request.Output).Any());
        if (isTaken)
            throw new GmmVaeException(
                FailureKind.Usage, $"The output exists already.\n  at {request.Output}\n  Give another path, or --force to replace it.");
    }
}
