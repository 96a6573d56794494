namespace GmmVae.Tests.Properties;

/// <summary>Data that are hard on numbers: a model is trained that gives finite answers, or they are refused with a reason.</summary>
public sealed class UnusualDataTests
{
    private static readonly Dictionary<string, Func<Matrix>> Data = new(StringComparer.Ordinal)
    {
        ["one row"] = () => SmallData.Rows(1),
        ["two rows"] = () => SmallData.Rows(2),
        ["fewer rows than clusters"] = () => SmallData.Rows(9),
        ["one row more than a batch"] = () => SmallData.Rows(65),
        ["identical rows"] = () => Of(100, (_, f) => f),
        ["zeros"] = () => Of(100, (_, _) => 0),
        ["one constant feature"] = () => Of(100, (row, f) => f == 0 ? 7 : (row * 31 % 17) - f),
        ["one row far from the others"] = () => Of(100, (row, f) => row == 50 ? 1e30 : (row + f) % 5),
        ["huge numbers"] = () => Of(100, (row, f) => 3e38 * Math.Sin((row * 7) + f)),
        ["numbers near zero"] = () => Of(100, (row, f) => 1e-38 * Math.Sin((row * 7) + f)),
        ["denormal numbers"] = () => Of(100, (row, f) => 1e-44 * ((row + f) % 9)),
        ["differences below the numbers' precision"] = () => Of(100, (row, f) => 1e7 + (0.4 * ((row + f) % 3))),
        ["features of every scale"] = () => Of(100, (row, f) => Math.Pow(10, (20 * f) - 30) * Math.Sin((row * 7) + f)),
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var model in new[] { "autoencoder", "vae", "gmm-vae", "clustering" })
                foreach (var data in Data.Keys)
                    cases.Add(model, data);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_model_gives_finite_answers_or_says_why_there_is_none(string name, string data)
    {
        var rows = Data[data]();
        using var model = Create(name, seed: 1);
        AnswersOrReason(model, rows);
    }

    [LongFact]
    public void A_hundred_seeds_of_each_preset_give_finite_answers()
    {
        var rows = SmallData.Rows(200);
        foreach (var name in new[] { "autoencoder", "vae", "gmm-vae", "clustering" })
            for (var seed = 0UL; seed < 100; seed++)
            {
                using var model = Create(name, seed);
                model.Fit(rows);
                Assert.True(AnswersOrReason(model, rows), $"{name}, seed {seed}");
            }
    }

    [Theory]
    [InlineData("autoencoder")]
    [InlineData("vae")]
    [InlineData("gmm-vae")]
    [InlineData("clustering")]
    public void A_learning_rate_a_hundred_times_too_high_trains_or_fails_and_keeps_nothing_that_is_not_finite(string name)
    {
        using var model = Create(name, seed: 1, learningRate: 0.3);
        AnswersOrReason(model, SmallData.Rows(200));
    }

    /// <summary>Whether the model could be trained; its answers are checked then.</summary>
    private static bool AnswersOrReason(Estimator model, Matrix rows)
    {
        try
        {
            model.Fit(rows);
        }
        catch (GmmVaeException failure)
        {
            Assert.False(model.IsFitted);
            Assert.Contains(failure.Kind, new[] { FailureKind.Data, FailureKind.Usage, FailureKind.Run });
            Assert.NotEqual("", failure.Message);
            return false;
        }

        foreach (var (what, result, _) in EstimatorCase.Results(model))
            Assert.All(result(rows), value => Assert.True(float.IsFinite(value), what));
        if (model is GaussianMixtureVae mixture)
        {
            var probabilities = mixture.PredictProbabilities(rows);
            for (var row = 0; row < probabilities.Rows; row++)
                Assert.Equal(1, probabilities.Row(row).Sum(), 1e-4);
        }

        return true;
    }

    private static Estimator Create(string name, ulong seed, double? learningRate = null) => name switch
    {
        "autoencoder" => new AutoEncoder(new() { Hidden = [6], Latent = 2, Epochs = 2, Batch = 64, Seed = seed, Threads = 1, LearningRate =
            learningRate }),
        "vae" => new VariationalAutoEncoder(new() { Hidden = [6], Latent = 2, Epochs = 2, Batch = 64, Seed = seed, Threads = 1,
            LearningRate = learningRate }),
        "gmm-vae" => new GaussianMixtureVae(new() { Preset = "report", Hidden = [6], PriorHidden = [6], Latent = 2, Epochs = 2, Batch = 64, Seed = seed,
            Threads = 1, LearningRate = learningRate }),
        _ => new GaussianMixtureVae(new()
        {
            Preset = "clustering", Clusters = 3, Hidden = [6], PriorHidden = [6], Latent = 2, Epochs = 2, Batch = 64, Seed = seed,
                Threads = 1,
            LearningRate = learningRate, Clustering = new() { Restarts = 1, StartEpochs = 2 },
        }),
    };

    private static Matrix Of(int rows, Func<int, int, double> value) => new(
        Enumerable.Range(0, rows * SmallData.Features).Select(i => (float)value(i / SmallData.Features, i % SmallData.Features)).ToArray(),
            SmallData.Features);
}
