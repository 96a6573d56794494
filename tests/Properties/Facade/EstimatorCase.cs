namespace GmmVae.Tests.Properties;

/// <summary>One of the estimators, small, with what all of them can do.</summary>
public sealed class EstimatorCase
{
    private readonly string name;
    private readonly Func<int?, Estimator> create;
    private readonly Func<string, Estimator> load;

    private EstimatorCase(string name, Func<int?, Estimator> create, Func<string, Estimator> load) =>
        (this.name, this.create, this.load) = (name, create, load);

    /// <summary>The names of the three models.</summary>
    public static TheoryData<string> Names { get; } = ["autoencoder", "vae", "gmm-vae"];

    public static EstimatorCase Of(string name) => new(name, threads => Small(name, threads), name switch
    {
        "autoencoder" => path => AutoEncoder.Load(path),
        "vae" => path => VariationalAutoEncoder.Load(path),
        _ => path => GaussianMixtureVae.Load(path),
    });

    public Estimator Create(int? threads = null) => create(threads);

    public Estimator Load(string path) => load(path);

    public Estimator Fitted(int rows = 400)
    {
        var estimator = Create();
        estimator.Fit(SmallData.Rows(rows));
        return estimator;
    }

    /// <summary>Everything that a model says about rows, a matrix each; bits compare.</summary>
    public static IReadOnlyList<(string Name, Func<Matrix, float[]> Of, int Width)> Results(Estimator estimator)
    {
        var results = new List<(string, Func<Matrix, float[]>, int)>
        {
            ("code", data => estimator.Embed(data).ToArray(), estimator.Latent),
            ("reconstruction", data => estimator.Reconstruct(data).ToArray(), estimator.Features),
            ("score", data => [.. estimator.Score(data).Select(score => (float)score)], 1),
        };
        if (estimator is not AutoEncoder)
            results.Add(("bound", data => [.. estimator.Score(data, samples: 11).Select(score => (float)score)], 1));
        if (estimator is GaussianMixtureVae mixture)
        {
            results.Add(("probabilities", data => mixture.PredictProbabilities(data).ToArray(), mixture.Clusters));
            results.Add(("cluster", data => [.. mixture.Predict(data).Select(cluster => (float)cluster)], 1));
        }

        return results;
    }

    /// <summary>All results on some rows, one after the other.</summary>
    public static float[] Everything(Estimator estimator, Matrix data) => [.. Results(estimator).SelectMany(result => result.Of(data))];

    public override string ToString() => name;

    private static Estimator Small(string name, int? threads) => name switch
    {
        "autoencoder" => new AutoEncoder(new() { Hidden = [8], Latent = 2, Epochs = 3, Batch = 64, Seed = 3, Threads = threads }),
        "vae" => new VariationalAutoEncoder(new() { Hidden = [8], Latent = 2, Epochs = 3, Batch = 64, Seed = 3, Threads = threads }),
        _ => new GaussianMixtureVae(new() { Preset = "report", Clusters = 3, Hidden = [8], PriorHidden = [8], Latent = 2, Epochs = 3,
            Batch = 64, Seed = 3, Threads = threads }),
    };
}
