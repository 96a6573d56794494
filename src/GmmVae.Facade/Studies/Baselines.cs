using System.Diagnostics;
using System.Text.Json.Nodes;
using GmmVae.Domain.Clustering;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Domain.Numerics;
using GmmVae.Domain.Training;
using GmmVae.Engine.Artifacts.Checkpoints;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Data;
using static LanguageExt.Prelude;

namespace GmmVae;

/// <summary>
/// What clustering without a learned mixture comes to: k-means and a Gaussian mixture on the preprocessed features, on their
/// principal components, and on the codes of an autoencoder trained with the same options (wide codes: on their principal
/// components).
/// </summary>
/// <remarks>Each seed is scored on the test split that its run has. Results are kept beside the runs and found again.</remarks>
internal sealed class BaselineSuite
{
    internal const string FolderName = "baselines";

    /// <summary>Full covariances need a few numbers a row; wider rows get diagonal ones, in a bearable time.</summary>
    private const int WidestFullCovariance = 32;

    private const int KMeansStarts = 3;

    private static readonly GaussianMixtureOptions Mixture = new(Restarts: 1, MaximumIterations: 100, Tolerance: 1e-5);

    private readonly StudyRequest request;
    private readonly StudyData data;
    private readonly string folder;
    private readonly int clusters;
    private readonly int fittedRows;
    private readonly KeptRun[] autoEncoders;
    private (DataSplits Data, BaselineRows Rows)? current;

    internal BaselineSuite(StudyRequest request, StudyData data, string studyFolder)
    {
        (this.request, this.data, folder) = (request, data, Path.Combine(studyFolder, FolderName));
        var first = data.Of(request.Seeds[0]);
        if (first.Test.Labelled() is not { Labels: { } labels })
            throw BaselineRows.Unlabelled(request.Train.Data);

        // Where each run chooses a number of clusters of its own, baselines are told the true one.
        var draft = request.Train.Configure(Start(new RunOptions()));
        clusters = draft.ClusterCounts.IsEmpty ? draft.Clusters : labels.ToArray().Distinct().Count();
        SpecRules.All(SpecRules.Within("--baseline-rows", request.BaselineRows, clusters)).OrThrow();
        if (first.Train.Rows < clusters)
            throw new GmmVaeException(FailureKind.Usage, FormattableString.Invariant($"--clusters: {clusters} clusters need as many training rows, the data have {first.Train.Rows}"));
        fittedRows = Math.Min(request.BaselineRows, first.Train.Rows);
        var plain = request.Train with
        {
            Model = ModelKind.AutoEncoder,
            Preset = "report",
            Configure = Drafted,
        };
        autoEncoders = [.. request.Seeds.Select(seed => data.Plan(plain, seed, Path.Combine(folder, $"autoencoder-{Studies.Name(seed)}")))];
    }

    /// <summary>The user's options on top of others; those of the clustering training may be among them and are of no use here.</summary>
    private RunOptions Drafted(RunOptions start) =>
        request.Train.Configure(Start(start)) with { Clustering = None, ClusterCounts = LanguageExt.Arr<int>.Empty };

    private static RunOptions Start(RunOptions options) => options with { Clustering = new ClusteringOptions() };

    /// <summary>The trainings of its autoencoders.</summary>
    internal IEnumerable<KeptRun> AutoEncoders => autoEncoders;

    /// <summary>One for each seed: fits and scores every method. An autoencoder whose training fails is an error among others, and its codes are
    /// not scored.</summary>
    internal IEnumerable<StudyPart> Parts => request.Seeds.Zip(autoEncoders, (seed, autoEncoder) => new StudyPart(
        FormattableString.Invariant($"the baselines of seed {seed}"), (progress, cancellation) => Score(seed, autoEncoder, progress, cancellation)));

    /// <summary>The scores of all seeds by method, and the errors.</summary>
    internal (IReadOnlyList<StudyBaseline> Baselines, IReadOnlyList<string> Errors) Gather(IReadOnlyList<StudyOutcome> outcomes)
    {
        var found = request.Seeds.Zip(outcomes, (seed, outcome) => Scores(seed, outcome.Scores!)).SelectMany(scores => scores);
        return (
            [.. found.GroupBy(one => one.Name).Select(group => new StudyBaseline(group.Key, fittedRows, [.. group.Select(one => one.Run)]))],
            [.. outcomes.Select(outcome => outcome.Run).OfType<StudyRun>().Select(run =>
                FormattableString.Invariant($"The autoencoder of seed {run.Seed} failed: {run.Error}"))]);
    }

    private StudyOutcome Score(ulong seed, KeptRun autoEncoder, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        if (Kept(seed, autoEncoder) is { } kept)
            return new StudyOutcome(null, kept, IsReused: true);
        var (found, error) = Measure(seed, autoEncoder, progress, cancellation);
        var scores = new JsonArray([.. found.Select(score =>
        {
            var json = score.Run.ToJson();
            json.Insert(0, "name", score.Name);
            return (JsonNode)json;
        })]);
        if (error is null)
            Keep(seed, autoEncoder, scores);
        return new StudyOutcome(error is null ? null : new StudyRun(seed, null, error), scores, IsReused: false);
    }

    private (List<(string Name, BaselineRun Run)> Scores, string? Error) Measure(
        ulong seed, KeptRun autoEncoder, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        var rows = RowsOf(seed);
        var scores = new List<(string, BaselineRun)>();
        foreach (var points in rows.Features)
            scores.AddRange(Measure(seed, rows, points, cancellation));
        try
        {
            autoEncoder.Finish(progress, null, cancellation);
        }
        catch (GmmVaeException failure) when (failure.Kind is not FailureKind.Access)
        {
            return (scores, failure.Message);
        }

        using var model = FittedModel.Load(autoEncoder.Folder, request.Train.Threads);
        var codes = rows.Codes("autoencoder codes", model);
        scores.AddRange(Measure(seed, rows, codes.Dimensions > WidestFullCovariance ? rows.Reduced(codes) : codes, cancellation));
        return (scores, null);
    }

    /// <summary>The rows of a seed; those that all seeds share keep what was computed of them.</summary>
    private BaselineRows RowsOf(ulong seed)
    {
        var splits = data.Of(seed);
        if (current is { } made && made.Data.Train.Fingerprint == splits.Train.Fingerprint && made.Data.Test.Fingerprint == splits.Test.Fingerprint)
            return made.Rows;
        var rows = new BaselineRows(splits, request.BaselineRows);
        current = (splits, rows);
        return rows;
    }

    private IEnumerable<(string Name, BaselineRun Run)> Measure(
        ulong seed, BaselineRows rows, BaselinePoints points, CancellationToken cancellation)
    {
        var (fitted, test) = (rows.Fitted, rows.Test);
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

    private string KeptPath(ulong seed) => Path.Combine(folder, $"{Studies.Name(seed)}.json");

    private JsonArray? Kept(ulong seed, KeptRun autoEncoder) =>
        RunManifest.Read(KeptPath(seed)) is { } document && JsonNode.DeepEquals(document["of"], Identity(autoEncoder)) ? document["scores"]!.AsArray() : null;

    private static IEnumerable<(string Name, BaselineRun Run)> Scores(ulong seed, JsonArray scores) => scores.Select(score => (
        (string)score!["name"]!, new BaselineRun(seed, (double)score["accuracy"]!, (double)score["nmi"]!, (double)score["ari"]!, (double)score["seconds"]!)));

    private void Keep(ulong seed, KeptRun autoEncoder, JsonArray scores) =>
        RunFolder.WriteDocument(KeptPath(seed), new JsonObject { ["of"] = Identity(autoEncoder), ["scores"] = scores.DeepClone() }).OrThrow();

    /// <summary>What the scores depend on.</summary>
    private JsonObject Identity(KeptRun autoEncoder) => new()
    {
        ["data"] = autoEncoder.Header.DataFingerprint,
        ["rows"] = fittedRows,
        ["clusters"] = clusters,
        ["autoencoder"] = SpecJson.Write(autoEncoder.Header.Model),
        ["training"] = SpecJson.Write(autoEncoder.Header.Training),
    };
}

/// <summary>The rows that baselines are fitted to, and those that they are scored on: rows of the test split that have a label.</summary>
internal sealed class BaselineRows
{
    /// <summary>Principal components that wide rows are reduced to.</summary>
    private const int Components = 16;

    private readonly Lazy<IReadOnlyList<BaselinePoints>> features;

    /// <param name="data">The data.</param>
    /// <param name="most">Training rows to fit to at most, drawn whatever the seed.</param>
    internal BaselineRows(DataSplits data, int most)
    {
        var drawn = RandomKey.FromSeed(Sources.DataSeed).Fold("baselines").Permutation(data.Train.Rows).Take(most).Order();
        (Fitted, Test) = (data.Train.Subset("baselines", [.. drawn]), data.Test.Labelled() ?? throw Unlabelled(data.Test.Name));
        features = new(() =>
        {
            var all = new BaselinePoints("features", Fitted.ToFilledArray(), Test.ToFilledArray(), Fitted.Features);
            return all.Dimensions <= Components ? [all] : [all, Reduced(all)];
        });
    }

    /// <summary>That there is nothing to score by.</summary>
    internal static GmmVaeException Unlabelled(string source) =>
        new(FailureKind.Usage, $"--baselines: no test row has a label to score them by\n  at {source}\n  Give data with labels, or leave --baselines out.");

    internal Dataset Fitted { get; }

    internal Dataset Test { get; }

    /// <summary>The preprocessed features, with the mean where a value is missing, and their principal components if there are many.</summary>
    internal IReadOnlyList<BaselinePoints> Features => features.Value;

    /// <summary>The principal components of points.</summary>
    internal BaselinePoints Reduced(BaselinePoints points)
    {
        var plane = PrincipalComponents.Fit(points.Fitted, Fitted.Rows, points.Dimensions, Components);
        return new BaselinePoints(
            FormattableString.Invariant($"{Components} principal components of {points.Name}"),
            System.Array.ConvertAll(plane.Project(points.Fitted, Fitted.Rows), value => (float)value),
            System.Array.ConvertAll(plane.Project(points.Test, Test.Rows), value => (float)value),
            Components);
    }

    /// <summary>The mean codes of a model.</summary>
    internal BaselinePoints Codes(string name, FittedModel model)
    {
        var latent = model.Model.Latent;
        return new BaselinePoints(name, Of(Fitted), Of(Test), latent);

        float[] Of(Dataset data)
        {
            using var rows = RowStream.Of(data);
            var codes = new float[checked(data.Rows * latent)];
            model.Read(rows, GraphNames.Code, (first, piece) => piece.CopyTo(codes.AsSpan((int)first * latent)));
            return codes;
        }
    }
}

/// <summary>Rows to fit to and rows to score, in one representation, each [rows, dimensions].</summary>
internal sealed record BaselinePoints(string Name, float[] Fitted, float[] Test, int Dimensions);
