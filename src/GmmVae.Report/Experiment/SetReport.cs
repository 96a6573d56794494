using GmmVae.Domain.Clustering;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Models;
using GmmVae.Domain.Numerics;
using GmmVae.Domain.Training;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Data.Generated;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Training;
using GmmVae.Engine.Inference;
using GmmVae.Report.Claims;
using GmmVae.Report.Figures;

namespace GmmVae.Report.Experiment;

/// <summary>One kind of data and what the models made of it. Arrays are row-major; rows are of the test split.</summary>
public sealed record SetReport
{
    /// <summary>The data source: <c>line</c>, <c>overlap</c>, <c>signals</c>, <c>mnist</c> or <c>digits</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Features of an observation.</summary>
    public required int Features { get; init; }

    /// <summary>How an observation forms a picture, where it does.</summary>
    public required ImageShape? Image { get; init; }

    /// <summary>Rows of the training split.</summary>
    public required int TrainRows { get; init; }

    /// <summary>Rows of the test split.</summary>
    public required int TestRows { get; init; }

    /// <summary>The fingerprint of the training split.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The name of each label.</summary>
    public required IReadOnlyList<string> LabelNames { get; init; }

    /// <summary>The observations shown, preprocessed, evenly spread over the test split: [points, features].</summary>
    public required float[] Observations { get; init; }

    /// <summary>The true label of each observation shown.</summary>
    public required int[] Labels { get; init; }

    /// <summary>
    /// The component of each observation shown in a Gaussian mixture fitted to the training split, renumbered to match the
    /// true labels best; for generated data.
    /// </summary>
    public required int[]? MixtureLabels { get; init; }

    /// <summary>How well a plain Gaussian mixture's components match the true labels one to one, for generated data.</summary>
    public required double? MixtureAccuracy { get; init; }

    /// <summary>The share of the test split that the judge classifies rightly.</summary>
    public required double JudgeAccuracy { get; init; }

    /// <summary>What the judge says of observations of the training split: the best that generated ones could get.</summary>
    public required GenerationMeasures Real { get; init; }

    /// <summary>The neighbour purity to expect by chance.</summary>
    public required double ChancePurity { get; init; }

    /// <summary>Test rows between which codes are interpolated, with their labels.</summary>
    public required IReadOnlyList<(int From, int To)> InterpolatedLabels { get; init; }

    /// <summary>The trainings.</summary>
    public required IReadOnlyList<ModelReport> Models { get; init; }

    /// <summary>The report of one of the trainings.</summary>
    public ModelReport this[ReproducedModel model] => Models.First(report => report.Model == model);

    /// <summary>Whether there is such a training: on overlapping numbers there are those of the cluster prior term alone.</summary>
    public bool Has(ReproducedModel model) => Models.Any(report => report.Model == model);

    /// <summary>The training that shows the cluster prior term: the paper's, with fewer latent dimensions where these are pictures, so that
    /// the term starts below its threshold.</summary>
    public ModelReport TermModel => this[Has(ReproducedModel.Term) ? ReproducedModel.Term : ReproducedModel.Mixture];

    /// <summary>The cluster prior term beside a run without it.</summary>
    public TermReport Term =>
        TermReport.Of(TermModel, this[ReproducedModel.TermOff], PriorTermClaims.Before, PriorTermClaims.Window);

    /// <summary>Whether the data are one-dimensional synthetic data rather than pictures.</summary>
    public bool IsSynthetic => Image is null;
}

/// <summary>Measures all trainings on one kind of data.</summary>
internal sealed class SetBuilder : IDisposable
{
    private const int RealRows = 10_000;
    private const int SamplesShown = 1000;
    private const int Midpoints = 1000;

    /// <summary>Pairs of labels between which codes are interpolated.</summary>
    private static readonly (int From, int To)[] Pairs = [(0, 1), (3, 8), (4, 9), (7, 2)];

    private readonly string name;
    private readonly bool isFirst;
    private readonly DataSplits data;
    private readonly ReproductionOptions options;
    private readonly WorkerPool workers;
    private readonly Judge judge;
    private readonly JudgeVerdict test;
    private readonly int[] labels;
    private readonly int[] shown;

    /// <param name="name">The data source.</param>
    /// <param name="isFirst">Whether it is the seed whose figures are shown.</param>
    /// <param name="data">The data.</param>
    /// <param name="options">What is reproduced; its seed is that of the trainings.</param>
    /// <param name="workers">Who compute.</param>
    internal SetBuilder(string name, bool isFirst, DataSplits data, ReproductionOptions options, WorkerPool workers)
    {
        (this.name, this.isFirst, this.data, this.options, this.workers) = (name, isFirst, data, options, workers);
        labels = data.Test.Labels!.Value.ToArray();
        shown = SampledRows.Spread(data.Test.Rows, ReproductionPlan.Points(options));
        var classes = Math.Max(labels.Max(), data.Train.Labels!.Value.ToArray().Max()) + 1;
        var spec = ReproductionPlan.Judge(data.Train.Features, classes, data.Train.Rows, options);
        judge = Judge.Train(spec, data.Train, options.Seed, workers, EngineCatalogue.Default)
            .IfLeft(failure => throw new GmmVaeException(FailureKind.Run, failure.Text));
        test = judge.On(SampledRows.Of(data.Test, SampledRows.Spread(data.Test.Rows, data.Test.Rows)));
    }

    internal SetReport Build(IReadOnlyList<ModelReport> models)
    {
        var train = judge.On(SampledRows.Of(data.Train, SampledRows.Spread(data.Train.Rows, RealRows)));
        var mixture = MixtureLabels();
        return new SetReport
        {
            Name = name,
            Features = data.Test.Features,
            Image = data.Test.Image,
            TrainRows = data.Train.Rows,
            TestRows = data.Test.Rows,
            Fingerprint = data.Train.Fingerprint,
            LabelNames = LabelNames(),
            Observations = SampledRows.Of(data.Test, shown),
            Labels = SampledRows.Labels(data.Test, shown),
            MixtureLabels = mixture is { } found ? Array.ConvertAll(shown, row => found.Renumbered[row]) : null,
            MixtureAccuracy = mixture?.Accuracy,
            JudgeAccuracy = test.Accuracy(labels),
            Real = Measure(train),
            ChancePurity = NeighbourPurity.Chance(labels),
            InterpolatedLabels = Lines(),
            Models = models,
        };
    }

    internal ModelReport Measure(ReproductionPart part, string folder, bool isReused)
    {
        using var model = TrainedModel.Open(folder, workers);
        var report = new ModelReport
        {
            Model = part.Model,
            Folder = $"runs/{Path.GetFileName(folder)}",
            Command = options.SettingsText(part.Settings),
            IsReused = isReused,
            Summary = Document(folder, "summary.json"),
            Notes = Document(folder, "run.json"),
            TermNames = [.. ReportedLosses.Of(model.Model, model.Header.Training).Map(value => value.Name())],
            Steps = StepLog.Read(Path.Combine(folder, "steps.csv")),
            ClusterPrior = model.Model is GaussianMixtureSpec spec ? (spec.ClusterPrior.Threshold, spec.ClusterPrior.Maximum) : null,
        };
        if (part.Model >= ReproducedModel.Term || name == ReproductionPlan.Overlap)
            return report;

        var evaluation = model.Evaluate(data.Test);
        if (isFirst && data.Test.Image is { Channels: 1 } && part.Model >= ReproducedModel.VariationalWide)
            ProjectorFolders.Write(options.OutputFolder, part.FileName, data.Test, evaluation);
        return report with
        {
            Latent = LatentMeasuring.Measure(evaluation, labels, shown, model.Model.Latent, options.Seed),
            Generation = Generate(model),
            MidpointsSure = judge.On(model.Decoding.Decode(Halfway(evaluation.Codes.Span, model.Model.Latent))).Sure,
            Reconstructions = Reconstruct(model),
            Interpolations = Interpolate(model, evaluation.Codes.Span),
            Mixture = evaluation.Clustering is { } clustering
                ? new MixtureMeasuring(model, data, judge, options).Measure(clustering, labels)
                : null,
        };
    }

    public void Dispose() => judge.Dispose();

    private GenerationReport Generate(TrainedModel model)
    {
        var count = ReproductionPlan.Samples(options);
        var samples = model.Generate(count, options.Seed);
        var fitted = model.Model is AutoEncoderSpec ? Measure(judge.On(model.Generate(count, options.Seed, CodesOf()))) : null;
        return new GenerationReport(
            samples[..(Math.Min(SamplesShown, count) * data.Test.Features)], Measure(judge.On(samples)), fitted);
    }

    /// <summary>Half-way between codes of test rows and others with another label, drawn alike for every model.</summary>
    private float[] Halfway(ReadOnlySpan<float> codes, int width)
    {
        var (rows, others) = (RandomKey.FromSeed(options.Seed).Fold("from"), RandomKey.FromSeed(options.Seed).Fold("to"));
        var middle = new List<float>();
        for (var i = 0UL; middle.Count < Midpoints * width; i++)
        {
            var (from, to) = (rows.Integer(i, data.Test.Rows), others.Integer(i, data.Test.Rows));
            if (labels[from] == labels[to]) continue;
            for (var j = 0; j < width; j++)
                middle.Add((codes[(from * width) + j] + codes[(to * width) + j]) / 2);
        }

        return [.. middle];
    }

    private GenerationMeasures Measure(JudgeVerdict verdict) =>
        new(verdict.Confidence, verdict.Evenness, verdict.DistanceTo(test), verdict.Sure);

    private Dataset CodesOf() => data.Train.Subset("codes", SampledRows.Spread(data.Train.Rows, RealRows));

    private float[] Reconstruct(TrainedModel model) =>
        model.Evaluation.Reconstruct(data.Test.Subset("shown", shown), Math.Min(20, shown.Length));

    private (int From, int To)[] Lines() => data.Test.Features == 1
        ? []
        : [.. Pairs.Where(pair => labels.Contains(pair.From) && labels.Contains(pair.To))];

    private float[] Interpolate(TrainedModel model, ReadOnlySpan<float> codes)
    {
        const int Steps = 9;
        var width = model.Model.Latent;
        var path = new List<float>();
        foreach (var (from, to) in Lines())
        {
            var (start, end) = (Array.IndexOf(labels, from) * width, Array.IndexOf(labels, to) * width);
            for (var step = 0; step < Steps; step++)
                for (var j = 0; j < width; j++)
                    path.Add((((Steps - 1 - step) * codes[start + j]) + (step * codes[end + j])) / (Steps - 1));
        }

        return path.Count == 0 ? [] : model.Decoding.Decode(path.ToArray());
    }

    /// <summary>What a plain mixture sees, its components numbered like the labels that they match best.</summary>
    private (int[] Renumbered, double Accuracy)? MixtureLabels()
    {
        if (MixtureColours.Labels(data) is not { } found)
            return null;
        var match = ClusterAccuracy.Hungarian(found, labels, labels.Distinct().Count());
        return (Array.ConvertAll(found, component => match.LabelOfCluster[component]), match.Accuracy);
    }

    private string[] LabelNames() => name == "signals"
        ? [.. SignalData.Families]
        : [.. Enumerable.Range(0, labels.Max() + 1).Select(label => FormattableString.Invariant($"{label}"))];

    private static System.Text.Json.Nodes.JsonObject Document(string folder, string file) =>
        RunManifest.Read(Path.Combine(folder, file)) ?? throw new GmmVaeException(
            FailureKind.Access, $"{file} cannot be read.\n  at {folder}\n  Remove the folder to train this part again.");
}
