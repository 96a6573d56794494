namespace GmmVae.Tests.Properties;

public sealed class ScoreTests
{
    public static TheoryData<string> Models { get; } = ["vae", "gmm-vae"];

    [Theory]
    [MemberData(nameof(Models))]
    public void More_samples_bring_the_score_down_to_minus_the_log_likelihood(string name)
    {
        using var model = EstimatorCase.Of(name).Fitted();
        var data = SmallData.Rows(300, seed: 2);
        Assert.True(model.Score(data, samples: 100).Average() < model.Score(data).Average());
        Assert.Equal(model.Score(data, samples: 20), model.ScoreSamples(data, samples: 20).Select(value => -value));
    }

    [Theory]
    [InlineData("autoencoder", null)]
    [InlineData("vae", 10)]
    [InlineData("gmm-vae", null)]
    public void Anomalies_have_small_p_values_and_ordinary_rows_spread_evenly(string name, int? samples)
    {
        using var model = EstimatorCase.Of(name).Fitted();
        var reference = SmallData.Rows(200, seed: 2);
        var ordinary = model.PValues(SmallData.Rows(400, seed: 3), reference, samples);
        Assert.InRange(ordinary.Average(), 0.4, 0.6);
        Assert.InRange(ordinary.Count(value => value <= 0.1), 10, 80);
        Assert.Equal(1.0 / 201, model.PValues(new float[,] { { 500, 500, 500, 500 } }, reference, samples)[0]);
    }

    [Fact]
    public void What_cannot_be_scored_is_refused()
    {
        using var plain = EstimatorCase.Of("autoencoder").Fitted();
        using var model = EstimatorCase.Of("vae").Fitted();
        var data = SmallData.Rows(3);
        Assert.Contains("no distribution of codes", Refused(() => plain.Score(data, samples: 5)), StringComparison.Ordinal);
        Assert.Contains("at least 1 sample, not 0", Refused(() => model.ScoreSamples(data, samples: 0)), StringComparison.Ordinal);

        static string Refused(Action act)
        {
            var failure = Assert.Throws<GmmVaeException>(act);
            Assert.Equal(FailureKind.Usage, failure.Kind);
            return failure.Message;
        }
    }
}
