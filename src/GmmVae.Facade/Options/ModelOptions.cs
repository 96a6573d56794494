using GmmVae.Domain;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using static LanguageExt.Prelude;

namespace GmmVae;

/// <summary>Options of <see cref="AutoEncoder"/>.</summary>
public sealed record AutoEncoderOptions : EstimatorOptions
{
    internal override ModelKind Kind => ModelKind.AutoEncoder;
}

/// <summary>Options of <see cref="VariationalAutoEncoder"/>.</summary>
public sealed record VariationalAutoEncoderOptions : EstimatorOptions
{
    internal override ModelKind Kind => ModelKind.Variational;
}

/// <summary>Options of <see cref="GaussianMixtureVae"/>.</summary>
public sealed record GaussianMixtureVaeOptions : EstimatorOptions
{
    /// <summary>The number of clusters K, at least 2; with <c>Preset = "clustering"</c> it can be chosen, <see cref="ClusterCount.Auto"/>
    /// or among given ones, without labels.</summary>
    public ClusterCount Clusters { get; init; } = 10;

    /// <summary>The shape of the covariances where the model is a Gaussian mixture; null to choose it.</summary>
    public CovarianceKind? Covariance { get; init; }

    /// <summary>Dimensions of the style w, the noise that varies observations inside a cluster.</summary>
    public int? Style { get; init; }

    /// <summary>The cluster prior is ignored until it exceeds this, in nats; by default 0.651 ln K, 1.5 for ten clusters. From -ln min π
    /// on it is off, and a warning says so.</summary>
    public double? Threshold { get; init; }

    /// <summary>The weight of known classes in the objective, see
    /// <see cref="GaussianMixtureVae.Fit(Matrix, IReadOnlyList{int}, IProgress{TrainingProgress}?, CancellationToken)"/>; without it labels
    /// are not read.</summary>
    public double? LabelWeight { get; init; }

    /// <summary>Hidden widths of the prior network, from style to clusters.</summary>
    public IReadOnlyList<int>? PriorHidden { get; init; }

    /// <summary>Changes to the clustering preset; for <c>Preset = "clustering"</c> alone.</summary>
    public ClusteringChanges? Clustering { get; init; }

    internal override ModelKind Kind => ModelKind.GaussianMixture;

    internal override RunOptions Apply(RunOptions preset) =>
        ClusteringChanges.Apply(Clustering, base.Apply(preset), Setting.Clustering) with
    {
        Clusters = Clusters.Given ?? preset.Clusters,
        ClusterCounts = toArray(Clusters.Choices),
        Covariance = Covariance is { } kind ? Some(kind) : preset.Covariance,
        Style = Style ?? preset.Style,
        LabelWeight = LabelWeight ?? preset.LabelWeight,
        Threshold = Optional(Threshold) || preset.Threshold,
        PriorHidden = PriorHidden is null ? preset.PriorHidden : toArray(PriorHidden),
    };
}
