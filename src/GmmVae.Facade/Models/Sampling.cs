using System.Diagnostics;
using GmmVae.Domain;
using GmmVae.Domain.Clustering;
using GmmVae.Domain.Models;
using GmmVae.Engine.Inference;

namespace GmmVae;

/// <summary>Samples of a trained model in the units of its data: what estimators and commands draw with.</summary>
internal static class Sampling
{
    private const int FewSamples = 1000;
    private const int MostSteps = 1000;

    internal static Matrix FromPrior(FittedModel model, int count, ulong seed, double temperature, out int[] clusters, GaussianMap? codes =
        null)
    {
        int[] drawn = [];
        var samples = Draw(model, count, generator => generator.FromPrior(count, seed, out drawn), temperature, codes);
        clusters = drawn;
        return samples;
    }

    internal static Matrix OfCluster(FittedModel model, int cluster, int count, SampleNoise noise, ulong seed, double temperature)
    {
        RequireCluster(model, cluster);
        return Draw(model, count, generator => generator.OfCluster(cluster, count, SharingOf(noise), seed), temperature);
    }

    internal static Matrix OfClusters(FittedModel model, int countEach, SampleNoise noise, ulong seed, double temperature) =>
        Draw(model, (long)countEach * model.Clusters, generator => generator.OfEveryCluster(countEach, SharingOf(noise), seed),
            temperature);

    internal static Matrix Sweep(FittedModel model, int cluster, int steps)
    {
        RequireCluster(model, cluster);
        if (model.Model is ClusteringSpec { Style: 0 })
            throw new GmmVaeException(FailureKind.Usage,
                $"{Setting.Sweep}: the model is a Gaussian mixture, which has no style to go through; leave it out");
        if (steps is < 1 or > MostSteps)
            throw Failures.Wrong($"A sweep has 1 to {MostSteps} steps, not {steps}.");
        return Draw(model, (long)steps * steps, generator => generator.Sweep(cluster, steps), temperature: 1);
    }

    private static Matrix Draw(FittedModel model, long count, Func<SampleGenerator, float[]> draw, double temperature, GaussianMap? codes =
        null)
    {
        if (!(temperature >= 0 && double.IsFinite(temperature)))
            throw Failures.Wrong($"The temperature of samples is a number from 0, not {temperature}.");
        if (count < 0)
            throw Failures.Wrong($"{count} samples cannot be drawn.");
        if (count * model.Model.Features > Array.MaxLength)
            throw Failures.Wrong($"{count} samples of {model.Model.Features} values are more than one array holds; draw fewer.");
        var samples = model.Generate(count > FewSamples, temperature, codes, draw);
        return Matrix.InUnits(model.Header, samples);
    }

    private static void RequireCluster(FittedModel model, int cluster)
    {
        if (cluster < 0 || cluster >= model.Clusters)
            throw Failures.Wrong($"There is no cluster {cluster}: the model has {(model.Clusters == 0 ? "none" : FormattableString.Invariant($"clusters 0 to {model.Clusters - 1}"))}.");
    }

    private static NoiseSharing SharingOf(SampleNoise noise) => noise switch
    {
        SampleNoise.Fresh => NoiseSharing.Fresh,
        SampleNoise.Shared => NoiseSharing.All,
        SampleNoise.SharedStyle => NoiseSharing.Style,
        _ => throw new UnreachableException(),
    };
}

/// <summary>Which noise the samples of different clusters share.</summary>
public enum SampleNoise
{
    /// <summary>None: every sample has its own. Shows what the model makes.</summary>
    Fresh,

    /// <summary>All: the n-th sample of every cluster has the same style w and the same code noise. Shows what the cluster alone
    /// changes.</summary>
    Shared,

    /// <summary>The n-th sample of every cluster has the same style w, and code noise of its own. Shows what the style alone carries across
    /// clusters.</summary>
    SharedStyle,
}
