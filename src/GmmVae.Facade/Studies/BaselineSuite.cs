using System.Diagnostics;
using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>
/// What clustering without a learned mixture comes to: k-means and a Gaussian mixture on the preprocessed features, on their
/// principal components, and on the codes of an autoencoder trained with the same options (wide codes: on their principal
/// components).
/// </summary>
/// <remarks>Rows to fit to are drawn once, whatever the seeds. Results are kept beside the runs and found again.</remarks>
internal sealed class BaselineSuite
{
    internal const string FolderName = "baselines";

    /// <summary>Full covariances need a few numbers a row; wider rows get diagonal ones, in a bearable time.</summary>
    private const int WidestFullCovariance = 32;

    private const int Components = 16;
    private const int KMeansStarts = 3;

    private static readonly GaussianMixtureOptions Mixture = new(Restarts: 1, MaximumIterations: 100, Tolerance: 1e-5);

    private readonly StudyRequest request;
    private readonly Dataset fitted;
    private readonly Dataset test;
    private readonly string folder;
    private readonly int clusters;
    private readonly KeptRun[] autoEncoders;
    private readonly Lazy<Points[]> features;

    internal BaselineSuite(StudyRequest request, DataSplits data, string studyFolder)
    {
        (this.request, test, folder) = (request, data.Test, Path.Combine(studyFolder, FolderName));
        clusters = Plain(new RunOptions()).Clusters;
        SpecRules.All(SpecRules.Within("--baseline-rows", request.BaselineRows, clusters)).OrThrow();
        if (test.Labels is null)
            throw new GmmVaeException(FailureKind.Usage, $"--baselines: the data have no labels to score them by\n  at {request.Train.Data}");
        if (data.Train.Rows < clusters)
            throw new GmmVaeException(FailureKind.Usage, FormattableString.Invariant($"--clusters: {clusters} clusters need as many training rows, the data have {data.Train.Rows}"));
        var rows = RandomKey.FromSeed(Sources.DataSeed).Fold("baselines").Permutation(data.Train.Rows).Take(request.BaselineRows).Order();
        fitted = data.Train.Subset("baselines", [.. rows]);
        var plain = request.Train with { Model = ModelKind.AutoEncoder, Preset = "report", Configure = Plain };
        autoEncoders = [.. request.Seeds.Select(seed => Studies.Plan(plain, seed, Path.Combine(folder, $"autoencoder-{Studies.Name(seed)}"), data))];
        features = new(FindFeatures);
    }

    /// <summary>The study's changes to options that have no clustering preset: those that change it find one and are dropped.</summary>
    private RunOptions Plain(RunOptions options) =>
        request.Train.Configure(options with { Clustering = new ClusteringOptions() }) with { Clustering = LanguageExt.Prelude.None };

    /// <summary>The trainings of its autoencoders.</summary>
    internal IEnumerable<KeptRun> AutoEncoders => autoEncoders;

    /// <summary>Fits and scores every method with every seed.</summary>
    internal IReadOnlyList<StudyBaseline> Measure(StudyRelay relay, CancellationToken cancellation)
    {
        var found = new List<(string Name, BaselineRun Run)>();
        foreach (var (seed, autoEncoder) in request.Seeds.Zip(autoEncoders))
        {
            relay.Begin(FormattableString.Invariant($"the baselines of seed {seed}"));
            var kept = Kept(seed, autoEncoder);
            var scores = kept ?? Measure(seed, autoEncoder, relay, cancellation);
            if (kept is null)
                Keep(seed, autoEncoder, scores);
            found.AddRange(scores);
            relay.End(null, kept is not null);
        }

        return [.. found.GroupBy(one => one.Name).Select(group => new StudyBaseline(group.Key, fitted.Rows, [.. group.Select(one => one.Run)]))];
    }

    private List<(string Name, BaselineRun Run)> Measure(ulong seed, KeptRun autoEncoder, StudyRelay relay, CancellationToken cancellation)
    {
        var scores = new List<(string, BaselineRun)>();
        foreach (var points in features.Value)
            scores.AddRange(Measure(seed, points, cancellation));
        try
        {
            autoEncoder.Finish(relay, null, cancellation);
        }
        catch (GmmVaeException failure) when (failure.Kind is FailureKind.Run)
        {
            return scores;
        }

        using var model = FittedModel.Load(autoEncoder.Folder, request.Train.Threads);
        var codes = new Points("autoencoder codes", Codes(model, fitted), Codes(model, test), model.Model.Latent);
        scores.AddRange(Measure(seed, codes.Dimensions > WidestFullCovariance ? Reduced(codes) : codes, cancellation));
        return scores;
    }

    private IEnumerable<(string Name, BaselineRun Run)> Measure(ulong seed, Points points, CancellationToken cancellation)
    {
        var key = RandomKey.FromSeed(seed).Fold("baselines").Fold(points.Name);
        var isFull = points.Dimensions <= WidestFullCovariance;
        var options = Mixture with { Covariance = isFull ? CovarianceKind.Full : CovarianceKind.Diagonal };
        yield return Score($"k-means on {points.Name}", () =>
            KMeans.Fit(points.Fitted, fitted.Rows, points.Dimensions, clusters, key, KMeansStarts).Predict(points.Test, test.Rows));
        yield return Score($"Gaussian mixture{(isFull ? "" : " (diagonal)")} on {points.Name}", () =>
            GaussianMixture.Fit(points.Fitted, fitted.Rows, points.Dimensions, clusters, key, options).Predict(points.Test, test.Rows));

        (string, BaselineRun) Score(string name, Func<int[]> predict)
        {
            cancellation.ThrowIfCancellationRequested();
            var clock = Stopwatch.StartNew();
            var found = predict();
            var seconds = clock.Elapsed.TotalSeconds;
            var labels = test.Labels!.Value.Span;
            return (name, new BaselineRun(
                seed,
                ClusterAccuracy.Hungarian(found, labels, clusters).Accuracy,
                MutualInformation.Normalized(found, labels),
                RandIndex.Adjusted(found, labels),
                seconds));
        }
    }

    private Points[] FindFeatures()
    {
        var all = new Points("features", fitted.ToArray(), test.ToArray(), fitted.Features);
        return all.Dimensions <= Components ? [all] : [all, Reduced(all)];
    }

    private Points Reduced(Points points)
    {
        var plane = PrincipalComponents.Fit(points.Fitted, fitted.Rows, points.Dimensions, Components);
        return new Points(
            FormattableString.Invariant($"{Components} principal components of {points.Name}"),
            Array.ConvertAll(plane.Project(points.Fitted, fitted.Rows), value => (float)value),
            Array.ConvertAll(plane.Project(points.Test, test.Rows), value => (float)value),
            Components);
    }

    private static float[] Codes(FittedModel model, Dataset data)
    {
        using var rows = RowStream.Of(data);
        var codes = new float[checked(data.Rows * model.Model.Latent)];
        model.Read(rows, GraphNames.Code, (first, piece) => piece.CopyTo(codes.AsSpan((int)first * model.Model.Latent)));
        return codes;
    }

    private string KeptPath(ulong seed) => Path.Combine(folder, $"{Studies.Name(seed)}.json");

    private List<(string Name, BaselineRun Run)>? Kept(ulong seed, KeptRun autoEncoder)
    {
        if (RunNotes.Read(KeptPath(seed)) is not { } document || !JsonNode.DeepEquals(document["of"], Identity(autoEncoder)))
            return null;
        return [.. document["scores"]!.AsArray().Select(score => ((string)score!["name"]!, new BaselineRun(
            seed, (double)score["accuracy"]!, (double)score["nmi"]!, (double)score["ari"]!, (double)score["seconds"]!)))];
    }

    private void Keep(ulong seed, KeptRun autoEncoder, List<(string Name, BaselineRun Run)> scores)
    {
        var document = new JsonObject
        {
            ["of"] = Identity(autoEncoder),
            ["scores"] = new JsonArray([.. scores.Select(score =>
            {
                var json = score.Run.ToJson();
                json.Insert(0, "name", score.Name);
                return (JsonNode)json;
            })]),
        };
        RunFolder.WriteDocument(KeptPath(seed), document).OrThrow();
    }

    /// <summary>What the scores depend on.</summary>
    private JsonObject Identity(KeptRun autoEncoder) => new()
    {
        ["data"] = autoEncoder.Header.DataFingerprint,
        ["rows"] = fitted.Rows,
        ["clusters"] = clusters,
        ["autoencoder"] = SpecJson.Write(autoEncoder.Header.Model),
        ["training"] = SpecJson.Write(autoEncoder.Header.Training),
    };

    /// <summary>Rows to fit to and to score, in one representation.</summary>
    private sealed record Points(string Name, float[] Fitted, float[] Test, int Dimensions);
}
