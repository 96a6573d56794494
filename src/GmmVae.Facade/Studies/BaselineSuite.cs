using System.Diagnostics;
using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Domain.Clustering;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Domain.Numerics;
using GmmVae.Domain.Training;
using GmmVae.Engine.Artifacts.Checkpoints;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Inference;
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
        var labels = Labelled(first, request.Train.Data).Labels!.Value;

        // Where each run chooses a number of clusters of its own, baselines are told the true one.
        var draft = request.Train.Configure(Start(new RunOptions()));
        clusters = draft.ClusterCounts.IsEmpty ? draft.Clusters : labels.ToArray().Distinct().Count();
        SpecRules.All(SpecRules.Within(Setting.BaselineRows, request.BaselineRows, clusters)).OrThrow();
        if (first.Train.Rows < clusters)
            throw new GmmVaeException(FailureKind.Usage,
                $"{Setting.Clusters}: {clusters} clusters need as many training rows, the data have {first.Train.Rows}");
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

    /// <summary>One for each seed: fits and scores every method. An autoencoder whose training fails is an error among others, and its
    /// codes are not scored.</summary>
    internal IEnumerable<StudyPart> Parts => request.Seeds.Zip(autoEncoders, (seed, autoEncoder) => new StudyPart(
        FormattableString.Invariant($"the baselines of seed {seed}"), (progress, cancellation) =>
            Score(seed, autoEncoder, progress, cancellation)));

    /// <summary>The scores of all seeds by method, and the errors.</summary>
    internal (IReadOnlyList<StudyBaseline> Baselines, IReadOnlyList<string> Errors) Gather(IReadOnlyList<StudyOutcome> outcomes)
    {
        var found = request.Seeds.Zip(outcomes, (seed, outcome) => Scores(seed, outcome.Scores!)).SelectMany(scores => scores);
        return (
            [.. found.GroupBy(one => one.Name).Select(group =>
                new StudyBaseline(group.Key, fittedRows, [.. group.Select(one => one.Run)]))],
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
        foreach (var representation in rows.Features)
            scores.AddRange(Measure(seed, rows, representation, cancellation));
        try
        {
            autoEncoder.Finish(progress, null, cancellation);
        }
        catch (GmmVaeException failure) when (failure.Kind is not FailureKind.Access)
        {
            return (scores, failure.Render(request.SettingNames));
        }

        using var model = FittedModel.Load(autoEncoder.Folder, request.Train.Threads, request.Train.Choice);
        var codes = new Representation("autoencoder codes", Codes(rows.Fitted), Codes(rows.Test), model.Model.Latent);
        scores.AddRange(Measure(seed, rows, codes.Bearable(), cancellation));
        return (scores, null);

        float[] Codes(Dataset data)
        {
            using var stream = RowStream.Of(data);
            return model.ReadAll(stream, GraphNames.Code, cancellation);
        }
    }

    /// <summary>The rows of a seed; those that all seeds share keep what was computed of them.</summary>
    private BaselineRows RowsOf(ulong seed)
    {
        var splits = data.Of(seed);
        if (current is { } made && made.Data.Train.Fingerprint == splits.Train.Fingerprint && made.Data.Test.Fingerprint ==
            splits.Test.Fingerprint)
            return made.Rows;
        var rows = new BaselineRows(splits.Train, Labelled(splits, splits.Test.Name), request.BaselineRows,
            RandomKey.FromSeed(Sources.DataSeed).Fold("baselines"));
        current = (splits, rows);
        return rows;
    }

    private IEnumerable<(string Name, BaselineRun Run)> Measure(
        ulong seed, BaselineRows rows, Representation representation, CancellationToken cancellation)
    {
        var key = RandomKey.FromSeed(seed).Fold("baselines").Fold(representation.Name);
        foreach (var (name, predict) in representation.Methods(clusters, key))
        {
            cancellation.ThrowIfCancellationRequested();
            var clock = Stopwatch.StartNew();
            var found = predict();
            var seconds = clock.Elapsed.TotalSeconds;
            var labels = rows.Test.Labels!.Value.Span;
            yield return (name, new BaselineRun(
                seed,
                ClusterAccuracy.Hungarian(found, labels, clusters).Accuracy,
                MutualInformation.Normalized(found, labels),
                RandIndex.Adjusted(found, labels),
                seconds));
        }
    }

    /// <summary>The test rows that have a label, which there must be.</summary>
    private static Dataset Labelled(DataSplits data, string source) => data.Test.Labelled() ?? throw new GmmVaeException(
        FailureKind.Usage,
            $"{Setting.Baselines}: no test row has a label to score them by\n  at {source}\n  Give data with labels, or leave {Setting.Baselines} out.");

    private string KeptPath(ulong seed) => Path.Combine(folder, $"{Studies.Name(seed)}.json");

    private JsonArray? Kept(ulong seed, KeptRun autoEncoder) =>
        RunManifest.Read(KeptPath(seed)) is { } document && JsonNode.DeepEquals(document["of"], Identity(autoEncoder))
            ? document["scores"]!.AsArray() : null;

    private static IEnumerable<(string Name, BaselineRun Run)> Scores(ulong seed, JsonArray scores) => scores.Select(score => (
        (string)score!["name"]!, new BaselineRun(seed, (double)score["accuracy"]!, (double)score["nmi"]!, (double)score["ari"]!,
            (double)score["seconds"]!)));

    private void Keep(ulong seed, KeptRun autoEncoder, JsonArray scores) =>
        RunFolder.WriteDocument(KeptPath(seed),
            new JsonObject { ["of"] = Identity(autoEncoder), ["scores"] = scores.DeepClone() }).OrThrow();

    /// <summary>What the scores depend on.</summary>
    private JsonObject Identity(KeptRun autoEncoder)
    {
        var identity = new JsonObject
        {
            ["data"] = autoEncoder.Header.DataFingerprint,
            ["rows"] = fittedRows,
            ["clusters"] = clusters,
            ["autoencoder"] = SpecJson.Write(autoEncoder.Header.Model),
            ["training"] = SpecJson.Write(autoEncoder.Header.Training),
        };

        // Left out as in checkpoints, so that scores of older versions are found.
        if (autoEncoder.Header.Engine != EngineName.Managed)
            identity["engine"] = $"{autoEncoder.Header.Engine.Engine} {autoEncoder.Header.Engine.Device}";
        return identity;
    }
}
