using System.Diagnostics;
using GmmVae.Domain;
using GmmVae.Domain.Clustering;
using GmmVae.Domain.Models;
using GmmVae.Engine.Artifacts;
using GmmVae.Engine.Data;
using GmmVae.Engine.Files;

namespace GmmVae;

/// <summary>Draws what a request for samples asks for.</summary>
internal static class SheetBuilder
{
    private const int CountInAll = 100;
    private const int CountOfEach = 10;
    private const int LongestRow = 10;

    internal static SampleSheet Build(SampleRequest request, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        if (request.Count is < 1)
            throw Wrong(Setting.Count, $"must be at least 1");
        if (!(request.Temperature >= 0 && double.IsFinite(request.Temperature)))
            throw Wrong(Setting.Temperature, $"must be a number from 0");
        using var model = FittedModel.Load(request.Model, request.Threads, request.Choice);
        Check(request, model);
        var count = request.Count ?? (request.Cluster is null && !request.EveryCluster ? CountInAll : CountOfEach);
        if (request.IsOfRows)
        {
            var (values, of, columns) = RowSheets.Build(request, model, cancellation);
            return new SampleSheet(model.Model.Kind, values, of, columns, false, clock.Elapsed.TotalSeconds) { ClusterCount =
                model.Clusters };
        }

        if (request.Means)
            return Sheet(Sampling.OfClusters(model, 1, SampleNoise.Shared, request.Seed, temperature: 0),
                Enumerable.Range(0, model.Clusters), Math.Min(model.Clusters, LongestRow));
        if (request.Sweep is { } steps)
        {
            var grid = Sampling.Sweep(model, request.Cluster!.Value, steps);
            return Sheet(grid, Enumerable.Repeat(request.Cluster.Value, grid.Rows), steps);
        }

        if (request.Cluster is { } cluster)
            return Sheet(
                Sampling.OfCluster(model, cluster, count, request.Noise ?? SampleNoise.Fresh, request.Seed, request.Temperature),
                    Enumerable.Repeat(cluster, count), Math.Min(count, LongestRow));
        if (request.EveryCluster)
            return Sheet(
                Sampling.OfClusters(model, count, request.Noise ?? SampleNoise.Shared, request.Seed, request.Temperature),
                Enumerable.Range(0, model.Clusters).SelectMany(k => Enumerable.Repeat(k, count)),
                count);
        var codes = model.Model is AutoEncoderSpec ? Codes(request, model, cancellation) : null;
        var drawn = Sampling.FromPrior(model, count, request.Seed, request.Temperature, out var clusters, codes);
        return Sheet(drawn, clusters, Math.Min(count, LongestRow));

        SampleSheet Sheet(Matrix values, IEnumerable<int> of, int columns) => new(
            model.Model.Kind, values, model.Clusters == 0 ? null : [.. of], columns, request.EveryCluster, clock.Elapsed.TotalSeconds)
        {
            ClusterCount = model.Clusters,
        };
    }

    private static void Check(SampleRequest request, FittedModel model)
    {
        var asksForClusters = request.Cluster is not null || request.EveryCluster || request.Sweep is not null || request.Means
            || request.Representatives is not null;
        if (asksForClusters && model.Clusters == 0)
            throw Wrong([Setting.Cluster, Setting.Noise, Setting.Sweep, Setting.Means, Setting.Representatives],
                $"a model of the kind {model.Model.Kind} has no clusters; leave these out");
        if (request.Sweep is not null && request.Cluster is null)
            throw Wrong(Setting.Sweep, $"goes through one cluster; name it with {Setting.Cluster} K");
        (Setting Setting, bool IsGiven)[] kinds =
        [
            (Setting.Cluster, request.Cluster is not null || request.EveryCluster), (Setting.Means, request.Means),
            (Setting.Representatives, request.Representatives is not null),
            (Setting.Interpolate, request.Interpolate is not null), (Setting.Traverse, request.Traverse is not null),
        ];
        if (kinds.Where(kind => kind.IsGiven).Select(kind => kind.Setting).ToArray() is { Length: > 1 } several)
            throw Wrong(several, $"are different things to show; give one of them");
        if (request.Data is not null && model.Model is not AutoEncoderSpec && !request.IsOfRows)
            throw Wrong(
                Setting.Data,
                $"is for {Setting.Representatives}, {Setting.Interpolate} and {Setting.Traverse}, "
                + $"and for autoencoders, which have no prior; leave it out");
    }

    private static GaussianMap Codes(SampleRequest request, FittedModel model, CancellationToken cancellation)
    {
        if (request.Data is not null)
        {
            using var rows = Sources.Stream(request.Data, request.DataFolder, DataOptions.Of(request.Table, model.Header), cancellation);
            return model.FitCodes(rows, cancellation);
        }

        var own = Sources.OpenOwn(model.Header, request.DataFolder, Setting.Data);
        return model.FitCodes(RowStream.Of(own.Train), cancellation);
    }

    internal static GmmVaeException Wrong(Setting setting, ErrorText problem) => new(FailureKind.Usage, $"{setting}: {problem}");

    private static GmmVaeException Wrong(IEnumerable<Setting> settings, ErrorText problem) =>
        new(FailureKind.Usage, $"{ErrorText.Join(", ", settings.Select(setting => (ErrorText)$"{setting}"))}: {problem}");
}

/// <summary>What to sample, and how many samples.</summary>
public sealed record SampleRequest : ComputeOptions
{
    /// <summary>A run folder, or a checkpoint file.</summary>
    public required string Model { get; init; }

    /// <summary>Samples of this cluster alone, counted from 0.</summary>
    public int? Cluster { get; init; }

    /// <summary>Samples of each cluster in turn. Without this, and without a cluster, clusters are drawn from π.</summary>
    public bool EveryCluster { get; init; }

    /// <summary>How many, of each cluster where clusters are asked for: by default 10 of each, or 100 in all.</summary>
    public int? Count { get; init; }

    /// <summary>What the n-th samples of clusters have in common: by default all of the noise where every cluster is asked for.</summary>
    public SampleNoise? Noise { get; init; }

    /// <summary>The seed of the samples.</summary>
    public ulong Seed { get; init; }

    /// <summary>Factor on the noise, 1 by default: below 1 samples are more typical and less varied.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Instead of samples, a grid of so many styles each way through one cluster.</summary>
    public int? Sweep { get; init; }

    /// <summary>Instead of samples, the mean observation of each cluster.</summary>
    public bool Means { get; init; }

    /// <summary>Instead of samples, so many rows of <see cref="Data"/> that stand for each cluster.</summary>
    public int? Representatives { get; init; }

    /// <summary>Instead of samples, <see cref="Count"/> observations from the code of a row of <see cref="Data"/> straight to that of
    /// another, rows counted from 0.</summary>
    public (int From, int To)? Interpolate { get; init; }

    /// <summary>Instead of samples, for each dimension of the code <see cref="Count"/> observations around a row of <see cref="Data"/>,
    /// counted from 0.</summary>
    public int? Traverse { get; init; }

    /// <summary>How far <see cref="Traverse"/> moves in each direction, in units of the latent code.</summary>
    public double Reach { get; init; } = 2;

    /// <summary>Whether the rows of <see cref="Data"/> are what the sheet is made of.</summary>
    internal bool IsOfRows => Representatives is not null || Interpolate is not null || Traverse is not null;

    /// <summary>The data whose rows are spoken of; or where an autoencoder, which has no prior, takes the codes that its samples are to
    /// resemble: by default the training split of its run.</summary>
    public string? Data { get; init; }

    /// <summary>How a table is read; by default as the model's own.</summary>
    public DataOptions? Table { get; init; }

    /// <summary>The folder for downloads; by default the one that the environment variable <c>GMMVAE_DATA</c> names.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The number of threads; by default the number of physical cores. Results do not depend on it.</summary>
    public int? Threads { get; init; }
}

/// <summary>Samples laid out in rows: a row a cluster where every cluster was asked for.</summary>
/// <param name="Model">The model's kind.</param>
/// <param name="Values">The samples row by row, [samples, features], in the units of the data (grey levels in [0, 1] for bytes).</param>
/// <param name="Clusters">The cluster of each sample, of models with clusters.</param>
/// <param name="Columns">Samples in a row of the layout; the last row may hold fewer.</param>
/// <param name="HasRowForEachCluster">Whether row k of the layout is cluster k.</param>
/// <param name="Seconds">By the clock.</param>
public sealed record SampleSheet(string Model, Matrix Values, IReadOnlyList<int>? Clusters, int Columns, bool HasRowForEachCluster,
    double Seconds)
{
    /// <summary>The number of clusters that the model has; 0 for a model without.</summary>
    public int ClusterCount { get; init; }

    /// <summary>
    /// Writes the samples as a NumPy array [samples, features] (<c>.npy</c>), or as CSV under the names of the columns, or <c>x0,x1,…</c>
    /// (<c>.csv</c>), which begins with <c>label</c>, the cluster, where the model has clusters: it can be read as data again.
    /// </summary>
    /// <exception cref="GmmVaeException">The name ends otherwise, or the file cannot be written. Nothing is left half-written.</exception>
    public void Save(string path)
    {
        ModelExport.RequireFormat(path, ".npy", ".csv");
        RequestRules.RequireOutput(path);
        Save(path, path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)
            ? stream => MatrixFile.WriteNpy(stream, Values.ToArray(), Values.Columns)
            : stream => MatrixFile.WriteCsv(stream, Values.ToDoubleArray(), Values.Columns, Clusters, Values.ColumnNames));
    }

    /// <summary>Writes a drawing of the samples; the file appears under its name when it is whole.</summary>
    /// <exception cref="GmmVaeException">The file cannot be written.</exception>
    public static void Save(string path, Action<Stream> write) => AtomicFile.Write(path, write).OrThrow();
}

/// <summary>Sheets that start from rows of data: those that stand for clusters, and paths through the space of codes.</summary>
internal static class RowSheets
{
    private const int Steps = 10;

    /// <summary>The values of a sheet, the cluster of each where rows stand for clusters, and samples in a row of the layout.</summary>
    internal static (Matrix Values, int[]? Clusters, int Columns) Build(SampleRequest request, FittedModel model,
        CancellationToken cancellation)
    {
        var source = request.Data ?? throw SheetBuilder.Wrong(Setting.Data,
            $"is missing; name the data whose rows {Setting.Representatives}, {Setting.Interpolate} or {Setting.Traverse} speak of");
        using var stream = Sources.Stream(source, request.DataFolder, DataOptions.Of(request.Table, model.Header), cancellation);
        var rows = Matrix.Of(stream);
        cancellation.ThrowIfCancellationRequested();
        if (request.Representatives is { } count)
            return Representatives(model, rows, count);
        var steps = request.Count ?? Steps;
        if (request.Interpolate is { } ends)
            return (PathDecoding.Between(model, One(ends.From, Setting.Interpolate), One(ends.To, Setting.Interpolate), steps), null,
                steps);
        return (PathDecoding.Around(model, One(request.Traverse!.Value, Setting.Traverse), steps, request.Reach), null, steps);

        MatrixRows One(int row, Setting setting) => row >= 0 && row < rows.Rows
            ? new MatrixRows(rows.Take([row]))
            : throw SheetBuilder.Wrong(setting, $"there is no row {row}: the data have rows 0 to {rows.Rows - 1}");
    }

    /// <summary>As many rows of each cluster in use as the smallest of them has.</summary>
    private static (Matrix, int[]?, int) Representatives(FittedModel model, Matrix rows, int count)
    {
        var used = model.Representatives(() => new MatrixRows(rows), count)
            .Select((picks, cluster) => (Cluster: cluster, Picks: picks)).Where(found => found.Picks.Length > 0).ToArray();
        if (used.Length == 0)
            throw SheetBuilder.Wrong(Setting.Data, $"has no rows");
        var columns = used.Min(found => found.Picks.Length);
        return (
            rows.Take([.. used.SelectMany(found => found.Picks.Take(columns))]),
            [.. used.SelectMany(found => Enumerable.Repeat(found.Cluster, columns))],
            columns);
    }
}
