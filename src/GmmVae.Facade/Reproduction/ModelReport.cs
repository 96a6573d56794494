using System.Text.Json.Nodes;

namespace GmmVae;

/// <summary>One training and what was measured on it. Arrays are row-major.</summary>
public sealed record ModelReport
{
    /// <summary>Which training.</summary>
    public required ReproducedModel Model { get; init; }

    /// <summary>The run folder, relative to that of the report.</summary>
    public required string Folder { get; init; }

    /// <summary>The command that trains it alone, to the same bits.</summary>
    public required string Command { get; init; }

    /// <summary>Whether the run was there already.</summary>
    public required bool IsReused { get; init; }

    /// <summary>As in the run's <c>summary.json</c>.</summary>
    public required JsonObject Summary { get; init; }

    /// <summary>As in the run's <c>run.json</c>.</summary>
    public required JsonObject Notes { get; init; }

    /// <summary>The terms' names, in the order of <see cref="Steps"/>.</summary>
    public required IReadOnlyList<string> TermNames { get; init; }

    /// <summary>A row a step: the step's number, then every term in nats.</summary>
    public required IReadOnlyList<double[]> Steps { get; init; }

    /// <summary>The threshold of the cluster prior and its maximum in nats, for clustering models.</summary>
    public required (double Threshold, double Maximum)? ClusterPrior { get; init; }

    /// <summary>The latent space; none for the trainings that serve the cluster prior only.</summary>
    public LatentReport? Latent { get; init; }

    /// <summary>Generated observations and the judge's word on them.</summary>
    public GenerationReport? Generation { get; init; }

    /// <summary>The first of the observations shown, reconstructed: [pairs, features].</summary>
    public float[] Reconstructions { get; init; } = [];

    /// <summary>Decoded on straight lines between the codes of observations: [lines, steps, features].</summary>
    public float[] Interpolations { get; init; } = [];

    /// <summary>The clusters, for the clustering model.</summary>
    public MixtureReport? Mixture { get; init; }

    /// <summary>A term's value at each step.</summary>
    public double[] Term(string name)
    {
        var column = TermNames.Index().First(term => term.Item == name).Index + 1;
        return [.. Steps.Select(step => step[column])];
    }
}
