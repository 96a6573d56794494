namespace GmmVae.Tests.Properties;

public sealed class CodePathTests
{
    public static TheoryData<string> Models => EstimatorCase.Names;

    [Theory]
    [MemberData(nameof(Models))]
    public void A_line_goes_from_one_reconstruction_to_the_other_and_a_code_decodes_to_its_reconstruction(string name)
    {
        using var model = EstimatorCase.Of(name).Fitted();
        var data = SmallData.Rows(6, seed: 2);
        var (from, to) = (SmallData.Take(data, 0, 1, 2), SmallData.Take(data, 3, 4, 5));
        var reconstructed = model.Reconstruct(data);
        Assert.Equal(reconstructed.ToArray(), model.Decode(model.Embed(data)).ToArray());

        const int steps = 4;
        var path = model.Interpolate(from, to, steps);
        Assert.Equal(3 * steps, path.Rows);
        for (var line = 0; line < 3; line++)
        {
            Assert.Equal(reconstructed.Row(line), path.Row(line * steps));
            Assert.Equal(reconstructed.Row(3 + line), path.Row((line * steps) + steps - 1));
            Assert.Equal(model.Interpolate(SmallData.Take(from, line), SmallData.Take(to, line), steps).ToArray(),
                SmallData.Take(path, Enumerable.Range(line * steps, steps)).ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_traversal_moves_one_dimension_at_a_time_around_each_row(string name)
    {
        using var model = EstimatorCase.Of(name).Fitted();
        var data = SmallData.Rows(2, seed: 2);
        var codes = model.Embed(data);
        var around = model.Traverse(data, steps: 3, reach: 1.5);
        Assert.Equal(2 * model.Latent * 3, around.Rows);
        for (var i = 0; i < around.Rows; i++)
        {
            var (step, dimension, row) = (i % 3, i / 3 % model.Latent, i / 3 / model.Latent);
            var code = codes.Row(row);
            code[dimension] += 1.5f * (step - 1);
            Assert.Equal(model.Decode(new Matrix(code, model.Latent)).ToArray(), around.Row(i));
        }

        Assert.Equal(model.Reconstruct(data).Row(1), model.Traverse(SmallData.Take(data, 1), steps: 1).Row(0));
    }

    [Fact]
    public void Means_and_representatives_lie_in_their_own_clusters()
    {
        using var found = new GaussianMixtureVae(new() { Preset = "report", Clusters = SmallData.Clouds, Hidden = [32],
            PriorHidden = [16], Latent = 2, Epochs = 60, Batch = 50, LearningRate = 5e-3 });
        var data = SmallData.Rows(600);
        found.Fit(data);
        var clusters = found.Predict(data);
        var representatives = found.Representatives(data, 5);
        for (var k = 0; k < SmallData.Clouds; k++)
        {
            Assert.Equal(5, representatives[k].Length);
            Assert.All(representatives[k], row => Assert.Equal(k, clusters[row]));
            var mean = found.ClusterMeans().Row(k);
            var typical = data.Row(representatives[k][0]);
            for (var f = 0; f < SmallData.Features; f++)
                Assert.InRange(mean[f] - typical[f], -2.5, 2.5);
        }
    }

    [Fact]
    public void What_makes_no_path_is_refused()
    {
        using var model = (GaussianMixtureVae)EstimatorCase.Of("gmm-vae").Fitted();
        var data = SmallData.Rows(3);
        foreach (var act in new Action[]
        {
            () => model.Interpolate(data, SmallData.Rows(2), 3), () => model.Interpolate(data, data, 1), () =>
                model.Interpolate(data, data, 1001), () => model.Traverse(data, 0),
            () => model.Traverse(data, 3, 0), () => model.Traverse(data, 3, double.NaN), () => model.Representatives(data, 0),
        })
            Assert.Equal(FailureKind.Usage, Assert.Throws<GmmVaeException>(act).Kind);
        Assert.Contains("3 dimensions", Assert.Throws<GmmVaeException>(() => model.Decode(new float[1, 3])).Message,
            StringComparison.Ordinal);
    }
}
