using System.Diagnostics;
using System.Text.Json.Nodes;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Engine.Artifacts;
using GmmVae.Engine.Data;
using GmmVae.Engine.Files;

namespace GmmVae;

/// <summary>
/// Applies trained models to data of any size and writes the results to files, a piece at a time: memory does not grow with
/// the rows. A file appears under its name when it is whole; one that was there is replaced then.
/// </summary>
public static class ModelFiles
{
    /// <summary>
    /// Writes clusters and their probabilities as CSV: a line <c>cluster,p0,p1,…</c>, then a line for each row in order, both after the
    /// columns of the table if they are to be kept (<see cref="FileRequest.KeepColumns"/>). The numbers are those of
    /// <see cref="ClusteringEstimator.PredictProbabilities(Matrix)"/>, to the bit.
    /// </summary>
    /// <param name="request">What to predict, with what, and where to.</param>
    /// <param name="progress">Told a few times a second.</param>
    /// <param name="cancellation">Stops between pieces; nothing is written then.</param>
    /// <exception cref="GmmVaeException">The model has no clusters, the data do not suit it, or a file is at fault. Nothing is left
    /// half-written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static FileReport Predict(FileRequest request, IProgress<RowProgress>? progress = null, CancellationToken cancellation = default)
    {
        RequireOutput(request, ".csv");
        using var model = FittedModel.Load(request.Model, request.Threads, request.Choice);
        if (model.Clusters == 0)
            throw new GmmVaeException(
                FailureKind.Usage,
                    $"A model of the kind {model.Model.Kind} has no clusters to predict.\n  at {request.Model}\n  Give the run of a gmm-vae, or write codes with embed.");
        var counts = new long[model.Clusters];
        return Write(request, model, ReaderOf(model, GraphNames.Responsibilities), model.Clusters, progress, Start,
            cancellation) with { Clusters = counts };

        (RowFile.PieceWriter, Action) Start(Stream stream, RowStream rows)
        {
            var kept = request.KeepColumns ? KeptColumns.Of(rows, request.Data) : null;
            var csv = new CsvWriter(stream, [.. kept?.Names ?? [], "cluster", .. MatrixFile.Names("p", model.Clusters)]);
            return (probabilities => Add(csv, kept, probabilities), () => kept?.Dispose());
        }

        void Add(CsvWriter csv, KeptColumns? kept, ReadOnlySpan<float> probabilities)
        {
            var clusters = model.MostProbable(probabilities);
            for (var row = 0; row < clusters.Length; row++)
            {
                counts[clusters[row]]++;
                if (kept is not null)
                    csv.Begin(kept.Next());
                csv.Append(clusters[row], probabilities.Slice(row * model.Clusters, model.Clusters));
            }
        }
    }

    /// <summary>
    /// Writes the mean code of each row in order, as a NumPy array [rows, latent] (<c>.npy</c>) or as CSV under a line
    /// <c>x0,x1,…</c> (<c>.csv</c>). The numbers are those of <see cref="Estimator.Embed(Matrix)"/>, to the bit.
    /// </summary>
    /// <param name="request">What to embed, with what, and where to.</param>
    /// <param name="progress">Told a few times a second.</param>
    /// <param name="cancellation">Stops between pieces; nothing is written then.</param>
    /// <exception cref="GmmVaeException">The data do not suit the model, or a file is at fault. Nothing is left half-written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static FileReport Embed(FileRequest request, IProgress<RowProgress>? progress = null, CancellationToken cancellation = default)
    {
        RequireOutput(request, ".npy", ".csv");
        using var model = FittedModel.Load(request.Model, request.Threads, request.Choice);
        var latent = model.Model.Latent;
        return Write(request, model, ReaderOf(model, GraphNames.Code), latent, progress, Start, cancellation);

        (RowFile.PieceWriter, Action) Start(Stream stream, RowStream rows)
        {
            if (request.Output.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
            {
                var npy = new NpyWriter(stream, latent);
                return (npy.Append, npy.Finish);
            }

            var csv = new CsvWriter(stream, MatrixFile.Names("x", latent));
            return (codes => Add(csv, codes), () => { });
        }

        void Add(CsvWriter csv, ReadOnlySpan<float> codes)
        {
            for (; !codes.IsEmpty; codes = codes[latent..])
                csv.Append(codes[..latent]);
        }
    }

    /// <summary>
    /// Writes how badly each row fits and how ordinary it is among reference rows as CSV: a line <c>score,pValue</c>, then a line for
    /// each row in order. The numbers are those of <see cref="Estimator.Score(Matrix)"/> or <see cref="Estimator.Score(Matrix, int)"/> in
    /// nats, and of <see cref="Estimator.PValues(Matrix, Matrix, int?)"/>, in single precision.
    /// </summary>
    /// <param name="request">What to score, with what, and where to.</param>
    /// <param name="progress">Told a few times a second.</param>
    /// <param name="cancellation">Stops between pieces; nothing is written then.</param>
    /// <exception cref="GmmVaeException">The data do not suit the model, there are no reference rows, or a file is at fault. Nothing is
    /// left half-written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static FileReport Score(ScoreRequest request, IProgress<RowProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Failures.GuardData(() => ScoreFile.Write(request, progress, cancellation));
    }

    /// <summary>Draws samples of a trained model.</summary>
    /// <param name="request">What to sample, and how many samples.</param>
    /// <param name="cancellation">Stops while the codes that an autoencoder samples from are computed.</param>
    /// <exception cref="GmmVaeException">The model cannot do that, or its file or the data are unusable.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static SampleSheet Sample(SampleRequest request, CancellationToken cancellation = default) =>
        Failures.GuardData(() => SheetBuilder.Build(request, cancellation));

    /// <summary>Writes a trained model for other tools.</summary>
    /// <param name="request">What to export, as what, and where to.</param>
    /// <param name="cancellation">Stops while codes are computed; nothing is written then.</param>
    /// <exception cref="GmmVaeException">The output exists already, the model has no such export, or a file is at fault. Nothing is left
    /// half-written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ExportReport Export(ExportRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Failures.GuardData(() => ModelExport.Write(request, cancellation));
    }

    /// <summary>Refuses a file of another format, or in the place of what is read or of what a run keeps.</summary>
    internal static void RequireOutput(FileRequest request, params string[] endings)
    {
        ModelExport.RequireFormat(request.Output, endings);
        RequestRules.RequireOutput(request.Output, request.Model, request.Data);
    }

    internal static FileReport Write(
        FileRequest request,
        FittedModel model,
        RowFile.Reader read,
        int width,
        IProgress<RowProgress>? progress,
        Func<Stream, RowStream, (RowFile.PieceWriter Add, Action Finish)> start,
        CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        using var rows = Sources.Stream(request.Data, request.DataFolder, DataOptions.Of(request.Table, model.Header), cancellation);
        var done = RowFile.Write(request.Output, rows, read, width, Report, stream => start(stream, rows), cancellation).OrThrow();
        return new FileReport(model.Model.Kind, request.Data, request.Output, done, clock.Elapsed.TotalSeconds, null);

        void Report(long finished, double seconds) => progress?.Report(new RowProgress(finished, rows.Rows, finished / seconds));
    }

    private static RowFile.Reader ReaderOf(FittedModel model, string output) => (rows, use, cancellation) =>
        model.Read(rows, output, use, cancellation);
}

/// <summary>A finished file.</summary>
/// <param name="Model">The model's kind.</param>
/// <param name="Data">The data source.</param>
/// <param name="Output">The file.</param>
/// <param name="Rows">Its rows, without a header.</param>
/// <param name="Seconds">By the clock.</param>
/// <param name="Clusters">Rows whose most probable cluster is each, of a file of predictions.</param>
public sealed record FileReport(string Model, string Data, string Output, long Rows, double Seconds, IReadOnlyList<long>? Clusters)
{
    /// <summary>The mean score in nats, of a file of scores with rows.</summary>
    public double? MeanScore { get; init; }

    /// <summary>The JSON document; only <c>seconds</c> and <c>rowsPerSecond</c> may differ between equal calls.</summary>
    public JsonObject ToJson()
    {
        var document = new JsonObject
        {
            ["model"] = Model,
            ["data"] = Data,
            ["out"] = Output,
            ["rows"] = Rows,
            ["seconds"] = Math.Round(Seconds, 3),
            ["rowsPerSecond"] = Math.Round(Rows / Math.Max(Seconds, 1e-9), 1),
        };
        if (Clusters is not null)
            document["clusters"] = new JsonArray([.. Clusters.Select(count => (JsonNode)count)]);
        if (MeanScore is { } mean)
            document["meanScore"] = mean;
        return document;
    }
}

/// <summary>A trained model, the rows to apply it to, and the file to write.</summary>
public sealed record FileRequest : ComputeOptions
{
    /// <summary>A run folder, or a checkpoint file.</summary>
    public required string Model { get; init; }

    /// <summary>A data source: a name such as <c>line</c>, or a path.</summary>
    public required string Data { get; init; }

    /// <summary>How a table is read; by default as the model's own.</summary>
    public DataOptions? Table { get; init; }

    /// <summary>Whether the columns of a table come first in a file of predictions.</summary>
    public bool KeepColumns { get; init; }

    /// <summary>The file to write. One that is there is replaced at the end, whole.</summary>
    public required string Output { get; init; }

    /// <summary>The folder for downloads; by default the one that the environment variable <c>GMMVAE_DATA</c> names.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The number of threads; by default the number of physical cores. Results do not depend on it.</summary>
    public int? Threads { get; init; }
}

/// <summary>The progress of a pass over rows.</summary>
/// <param name="Rows">Rows done.</param>
/// <param name="Total">All rows, where their number is known before the end.</param>
/// <param name="RowsPerSecond">By the clock.</param>
public readonly record struct RowProgress(long Rows, long? Total, double RowsPerSecond);
