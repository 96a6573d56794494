using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>Generates observations from a model's prior.</summary>
public static class SampleGenerator
{
    /// <summary>
    /// <paramref name="perCluster"/> observations for each cluster in order (once over for models without clusters), with the
    /// same noises for every cluster: [clusters · perCluster, features].
    /// </summary>
    public static float[] PerCluster(ModelSpec model, ParameterStore store, int perCluster, ulong seed, WorkerPool workers)
    {
        var clusters = model is GaussianMixtureSpec mixture ? mixture.Clusters : 1;
        var graph = SamplingGraph.Build(model).Graph;
        using var plan = Plan.Compile(graph, perCluster, store, workers);
        var noise = new NoiseSource(graph, plan, workers, input => RandomKeys.Sampling(seed, input));
        var samples = new float[clusters * perCluster * model.Features];
        for (var k = 0; k < clusters; k++)
        {
            noise.Fill(0, 0);
            if (plan.HasInput(GraphNames.Cluster))
            {
                var chosen = plan.Input(GraphNames.Cluster);
                chosen.Clear();
                for (var i = 0; i < perCluster; i++)
                    chosen[(i * clusters) + k] = 1;
            }

            plan.Compute();
            plan.Output(GraphNames.Sample).CopyTo(samples.AsSpan(k * perCluster * model.Features));
        }

        return samples;
    }
}
