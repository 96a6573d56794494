using System.Diagnostics;
using GmmVae.Domain;
using GmmVae.Engine;

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
            throw Wrong("--count", "must be at least 1");
        if (!(request.Temperature >= 0 && double.IsFinite(request.Temperature)))
            throw Wrong("--temperature", "must be a number from 0");
        using var model = FittedModel.Load(request.Model, request.Threads);
        Check(request, model);
        var count = request.Count ?? (request.Cluster is null && !request.EveryCluster ? CountInAll : CountOfEach);
        if (request.IsOfRows)
        {
            var (values, of, columns) = RowSheets.Build(request, model, cancellation);
            return new SampleSheet(model.Model.Kind, values, of, columns, false, clock.Elapsed.TotalSeconds) { ClusterCount = model.Clusters };
        }

        if (request.Means)
            return Sheet(Sampling.OfClusters(model, 1, SampleNoise.Shared, request.Seed, temperature: 0), Enumerable.Range(0, model.Clusters), Math.Min(model.Clusters, LongestRow));
        if (request.Sweep is { } steps)
        {
            var grid = Sampling.Sweep(model, request.Cluster!.Value, steps);
            return Sheet(grid, Enumerable.Repeat(request.Cluster.Value, grid.Rows), steps);
        }

        if (request.Cluster is { } cluster)
            return Sheet(
                Sampling.OfCluster(model, cluster, count, request.Noise ?? SampleNoise.Fresh, request.Seed, request.Temperature), Enumerable.Repeat(cluster, count), Math.Min(count, LongestRow));
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
        var asksForClusters = request.Cluster is not null || request.EveryCluster || request.Sweep is not null || request.Means || request.Representatives is not null;
        if (asksForClusters && model.Clusters == 0)
            throw Wrong("--cluster, --noise, --sweep, --means, --representatives", $"a model of the kind {model.Model.Kind} has no clusters; leave these out");
        if (request.Sweep is not null && request.Cluster is null)
            throw Wrong("--sweep", "goes through one cluster; name it with --cluster K");
        (string Name, bool IsGiven)[] kinds =
        [
            ("--cluster", request.Cluster is not null || request.EveryCluster), ("--means", request.Means), ("--representatives", request.Representatives is not null),
            ("--interpolate", request.Interpolate is not null), ("--traverse", request.Traverse is not null),
        ];
        if (kinds.Where(kind => kind.IsGiven).Select(kind => kind.Name).ToArray() is { Length: > 1 } several)
            throw Wrong(string.Join(", ", several), "are different things to show; give one of them");
        if (request.Data is not null && model.Model is not AutoEncoderSpec && !request.IsOfRows)
            throw Wrong("--data", "is for --representatives, --interpolate and --traverse, and for autoencoders, which have no prior; leave it out");
    }

    private static GaussianMap Codes(SampleRequest request, FittedModel model, CancellationToken cancellation)
    {
        if (request.Data is not null)
        {
            using var rows = Sources.Stream(request.Data, request.DataFolder, cancellation);
            return model.FitCodes(rows, cancellation);
        }

        return model.FitCodes(RowStream.Of(Sources.OpenOwn(model.Header, request.DataFolder, "--data", cancellation).Train), cancellation);
    }

    private static GmmVaeException Wrong(string option, string message) => new(FailureKind.Usage, $"{option}: {message}");
}
