using GmmVae.Domain;
using GmmVae.Domain.Clustering;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Domain.Steps;
using GmmVae.Domain.Training;
using GmmVae.Engine.Artifacts.Projector;
using GmmVae.Engine.Data;
using GmmVae.Engine.Training;
using static LanguageExt.Prelude;

namespace GmmVae.Report.Experiment;

using Change = (Func<RunOptions, RunOptions> Configure, (Setting Setting, string? Value)[] Settings);

/// <summary>What is trained on what: every model on each kind of data.</summary>
internal static class ReproductionPlan
{
    /// <summary>The data on which the cluster prior term alone is looked at.</summary>
    internal const string Overlap = "overlap";

    private static readonly Change AsIs = (start => start, []);

    /// <summary>The kinds of data, the last of them pictures.</summary>
    internal static IReadOnlyList<string> Sources(bool withMnist) => ["line", Overlap, "signals", withMnist ? "mnist" : "digits"];

    internal static IReadOnlyList<ReproductionPart> Parts(string data, ReproductionOptions options) =>
        [.. Enum.GetValues<ReproducedModel>().Where(model => IsTrained(model, data)).Select(model => Part(model, data, options))];

    /// <summary>Rows of the test split that are shown and compared with.</summary>
    internal static int Points(ReproductionOptions options) => options.Quick ? 1000 : 1500;

    /// <summary>Generated observations that the judge sees of each model.</summary>
    internal static int Samples(ReproductionOptions options) => options.Quick ? 2000 : 4000;

    internal static JudgeSpec Judge(int features, int classes, int rows, ReproductionOptions options)
    {
        const int Steps = 4000;
        const int QuickSteps = 2000;
        const int Batch = 128;
        var epochs = Math.Max(1, (options.Quick ? QuickSteps : Steps) / Math.Max(1, rows / Batch));
        return JudgeSpec.Create(features, classes, options.Quick ? Array(128, 32) : Array(256, 64), epochs, Batch).OrThrow();
    }

    private static bool IsPicture(string data) => data is "mnist" or "digits";

    private static bool IsTrained(ReproducedModel model, string data) => model switch
    {
        ReproducedModel.VariationalWide or ReproducedModel.Term => IsPicture(data),
        ReproducedModel.Mixture or ReproducedModel.TermWithoutThreshold or ReproducedModel.TermOff => true,
        _ => data != Overlap,
    };

    private static ReproductionPart Part(ReproducedModel model, string data, ReproductionOptions options)
    {
        Change[] changes =
        [
            options.Quick && IsPicture(data) ? model == ReproducedModel.Clustering ? SmallClustering : SmallImages : AsIs,
            model is ReproducedModel.AutoEncoder or ReproducedModel.Variational ? Plane : AsIs,
            model >= ReproducedModel.Term && IsPicture(data) ? Beginning(options.Quick) : AsIs,
            VariantOf(model),
        ];
        return new ReproductionPart(
            model,
            data,
            options.Seed,
            start => changes.Aggregate(start, (changed, change) => change.Configure(changed)) with { Seed = options.Seed },
            [.. changes.SelectMany(change => change.Settings)]);
    }

    /// <summary>Codes that are drawn as they are.</summary>
    private static Change Plane => (start => start with { Latent = 2 }, [(Setting.Latent, "2")]);

    /// <summary>Pictures where it is to be quick: 90 seconds on two idle cores with everything else.</summary>
    private static Change SmallImages => (
        start => start with { Hidden = Array(300, 300), PriorHidden = Array(64), Batch = 128, Epochs = 20, Steps = 1000 },
        [
            (Setting.Hidden, "300,300"), (Setting.PriorHidden, "64"), (Setting.Batch, "128"), (Setting.Epochs, "20"),
            (Setting.Steps, "1000"),
        ]);

    /// <summary>The training for clusters of the same from one start.</summary>
    private static Change SmallClustering => (
        start => start with { Clustering = start.Clustering.Map(clustering => clustering with { Restarts = 1 }) },
        [(Setting.Restarts, "1")]);

    /// <summary>The beginning of a training with ten latent dimensions, where the cluster prior of pictures starts below its
    /// threshold.</summary>
    private static Change Beginning(bool isQuick)
    {
        var steps = isQuick ? 400 : 800;
        return (start => start with { Latent = 10, Steps = steps },
            [(Setting.Latent, "10"), (Setting.Steps, FormattableString.Invariant($"{steps}"))]);
    }

    private static Change VariantOf(ReproducedModel model) => model switch
    {
        ReproducedModel.TermWithoutThreshold => (start => start with { Threshold = 0.0 }, [(Setting.Threshold, "0")]),
        ReproducedModel.TermOff => (start => start with { ClusterPriorTerm = false }, [(Setting.NoClusterPrior, null)]),
        _ => AsIs,
    };
}

/// <summary>A training of the plan.</summary>
/// <param name="Model">Which training.</param>
/// <param name="Data">The data source.</param>
/// <param name="Seed">The seed of all randomness.</param>
/// <param name="Configure">Changes to the preset's options.</param>
/// <param name="Changes">The same as settings.</param>
internal sealed record ReproductionPart(
    ReproducedModel Model, string Data, ulong Seed, Func<RunOptions, RunOptions> Configure, IReadOnlyList<(Setting, string?)> Changes)
{
    /// <summary>All settings that train the part alone, to the same bits; of several for one thing the last counts.</summary>
    internal IEnumerable<(Setting Setting, string? Value)> Settings =>
    [
        (Setting.Model, Kind == ModelKind.AutoEncoder ? "autoencoder" : Kind == ModelKind.Variational ? "vae" : "gmm-vae"),
        (Setting.Data, Data),
        (Setting.Preset, Preset),
        .. Changes.Index().Where(one => !Changes.Skip(one.Index + 1).Any(later => later.Item1 == one.Item.Item1)).Select(one => one.Item),
        (Setting.Seed, FormattableString.Invariant($"{Seed}")),
    ];

    /// <summary>The preset that it starts from.</summary>
    internal string Preset => Model == ReproducedModel.Clustering ? "clustering" : "report";

    /// <summary>What it is called, with its data.</summary>
    internal string Name => $"{Data}-{FileName}";

    internal ModelKind Kind => Model switch
    {
        ReproducedModel.AutoEncoder => ModelKind.AutoEncoder,
        ReproducedModel.Variational or ReproducedModel.VariationalWide => ModelKind.Variational,
        _ => ModelKind.GaussianMixture,
    };

    /// <summary>What it is called in files.</summary>
    internal string FileName => Model.FileName();
}

/// <summary>The trainings of a reproduction, those of each kind of data that it has.</summary>
public enum ReproducedModel
{
    /// <summary>The autoencoder with codes of two dimensions.</summary>
    AutoEncoder,

    /// <summary>The variational autoencoder with codes of two dimensions.</summary>
    Variational,

    /// <summary>The variational autoencoder of pictures with as many dimensions as the Gaussian-mixture VAE has.</summary>
    VariationalWide,

    /// <summary>The Gaussian-mixture variational autoencoder, trained as in the paper.</summary>
    Mixture,

    /// <summary>The Gaussian-mixture variational autoencoder, trained for clusters as this library does.</summary>
    Clustering,

    /// <summary>The beginning of the paper's training of pictures with few dimensions, where the cluster prior starts below its
    /// threshold.</summary>
    Term,

    /// <summary>That training, on other data the paper's, with a threshold of 0: the cluster prior counts from the start.</summary>
    TermWithoutThreshold,

    /// <summary>The same without the cluster prior in the objective.</summary>
    TermOff,
}

/// <summary>How trainings are called in files.</summary>
internal static class ReproducedModels
{
    internal static string FileName(this ReproducedModel model) => model switch
    {
        ReproducedModel.AutoEncoder => "autoencoder",
        ReproducedModel.Variational => "vae",
        ReproducedModel.VariationalWide => "vae-wide",
        ReproducedModel.Mixture => "gmm-vae",
        ReproducedModel.Clustering => "gmm-vae-clustering",
        ReproducedModel.Term => "gmm-vae-term",
        ReproducedModel.TermWithoutThreshold => "gmm-vae-threshold-0",
        _ => "gmm-vae-no-cluster-prior",
    };
}

/// <summary>The codes of pictures as folders for the embedding projector.</summary>
internal static class ProjectorFolders
{
    /// <summary>Writes the test split's codes below <c>projector</c>, with labels, clusters where there are any, and thumbnails.</summary>
    internal static void Write(string folder, string name, Dataset test, Evaluation evaluation)
    {
        var clusters = evaluation.Clustering is { } clustering
            ? ClusterAssignment.MostProbable(clustering.Own.Span, evaluation.Rows, clustering.Clusters)
            : null;
        var target = Path.Combine(folder, "projector", name);
        DatasetPoints.Write(target, name, test, [.. Enumerable.Range(0, test.Rows)], evaluation.Codes.Span, clusters,
            withRowNumbers: false).OrThrow();
    }
}
