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

/// <summary>What is trained on what: every model on each kind of data.</summary>
internal static class ReproductionPlan
{
    private static readonly ReproducedModel[] Models = Enum.GetValues<ReproducedModel>();

    /// <summary>The kinds of data, the last of them pictures.</summary>
    internal static IReadOnlyList<string> Sources(bool withMnist) => ["line", "signals", withMnist ? "mnist" : "digits"];

    internal static IReadOnlyList<ReproductionPart> Parts(string data, ReproductionOptions options) =>
        [.. Models.Select(model => Part(model, data, options))];

    /// <summary>Rows of the test split that are shown and compared with.</summary>
    internal static int Points(ReproductionOptions options) => options.Quick ? 600 : 1500;

    /// <summary>Generated observations that the judge sees of each model.</summary>
    internal static int Samples(ReproductionOptions options) => options.Quick ? 1000 : 4000;

    internal static JudgeSpec Judge(int features, int classes, int rows, ReproductionOptions options)
    {
        const int Steps = 4000;
        const int QuickSteps = 2000;
        const int Batch = 128;
        var epochs = Math.Max(1, (options.Quick ? QuickSteps : Steps) / Math.Max(1, rows / Batch));
        return JudgeSpec.Create(features, classes, options.Quick ? Array(128, 32) : Array(256, 64), epochs, Batch).OrThrow();
    }

    private static ReproductionPart Part(ReproducedModel model, string data, ReproductionOptions options)
    {
        var (size, sizeSettings) = !options.Quick ? (start => start, []) : data is "line" or "signals" ? SmallVectors : SmallImages;
        var (variant, variantSettings) = VariantOf(model);
        return new ReproductionPart(
            model,
            data,
            start => variant(size(start)) with { Seed = options.Seed },
            [.. sizeSettings, .. variantSettings, (Setting.Seed, FormattableString.Invariant($"{options.Seed}"))]);
    }

    private static (Func<RunOptions, RunOptions> Configure, (Setting, string?)[] Settings) SmallVectors => (
        start => start with { Hidden = Array(64, 64), Epochs = 15 },
        [(Setting.Hidden, "64,64"), (Setting.Epochs, "15")]);

    private static (Func<RunOptions, RunOptions> Configure, (Setting, string?)[] Settings) SmallImages => (
        start => start with { Hidden = Array(200, 200), PriorHidden = Array(64), Batch = 128, Epochs = 20, Steps = 900 },
        [
            (Setting.Hidden, "200,200"), (Setting.PriorHidden, "64"), (Setting.Batch, "128"), (Setting.Epochs, "20"),
            (Setting.Steps, "900"),
        ]);

    private static (Func<RunOptions, RunOptions> Configure, (Setting, string?)[] Settings) VariantOf(ReproducedModel model) => model switch
    {
        ReproducedModel.MixtureWithoutThreshold => (start => start with { Threshold = 0 }, [(Setting.Threshold, "0")]),
        ReproducedModel.MixtureWithoutTerm => (start => start with { ClusterPriorTerm = false }, [(Setting.NoClusterPrior, null)]),
        _ => (start => start, []),
    };
}

/// <summary>A training of the plan.</summary>
/// <param name="Model">Which training.</param>
/// <param name="Data">The data source.</param>
/// <param name="Configure">Changes to the preset's options.</param>
/// <param name="Changes">The same as settings.</param>
internal sealed record ReproductionPart(
    ReproducedModel Model, string Data, Func<RunOptions, RunOptions> Configure, IReadOnlyList<(Setting, string?)> Changes)
{
    /// <summary>All settings that train the part alone, to the same bits.</summary>
    internal IEnumerable<(Setting Setting, string? Value)> Settings =>
    [
        (Setting.Model, Kind == ModelKind.AutoEncoder ? "autoencoder" : Kind == ModelKind.Variational ? "vae" : "gmm-vae"),
        (Setting.Data, Data),
        .. Changes,
    ];

    /// <summary>The folder's name below <c>runs</c>.</summary>
    internal string Name => $"{Data}-{NameOf(Model)}";

    internal ModelKind Kind => Model switch
    {
        ReproducedModel.AutoEncoder => ModelKind.AutoEncoder,
        ReproducedModel.Variational => ModelKind.Variational,
        _ => ModelKind.GaussianMixture,
    };

    private static string NameOf(ReproducedModel model) => model switch
    {
        ReproducedModel.AutoEncoder => "autoencoder",
        ReproducedModel.Variational => "vae",
        ReproducedModel.Mixture => "gmm-vae",
        ReproducedModel.MixtureWithoutThreshold => "gmm-vae-threshold-0",
        _ => "gmm-vae-no-cluster-prior",
    };
}

/// <summary>The trainings of a reproduction, the same for each kind of data.</summary>
public enum ReproducedModel
{
    /// <summary>The autoencoder.</summary>
    AutoEncoder,

    /// <summary>The variational autoencoder.</summary>
    Variational,

    /// <summary>The Gaussian-mixture variational autoencoder.</summary>
    Mixture,

    /// <summary>The same with a threshold of 0: the cluster prior counts from the start.</summary>
    MixtureWithoutThreshold,

    /// <summary>The same without the cluster prior in the objective.</summary>
    MixtureWithoutTerm,
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
