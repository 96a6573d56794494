namespace GmmVae.Tests.Properties;

public sealed class GaussianMixtureVaeTests : IDisposable
{
    private readonly GaussianMixtureVae model = (GaussianMixtureVae)EstimatorCase.Of("gmm-vae").Fitted();

    public void Dispose() => model.Dispose();

    [Fact]
    public void Probabilities_sum_to_one_and_the_greatest_is_the_prediction()
    {
        var data = SmallData.Rows(300, seed: 4);
        var probabilities = model.PredictProbabilities(data);
        Assert.Equal((300, 3), (probabilities.Rows, probabilities.Columns));
        var clusters = model.Predict(data);
        for (var row = 0; row < data.Rows; row++)
        {
            var shares = probabilities.Row(row);
            Assert.Equal(1, shares.Sum(), 5);
            Assert.All(shares, share => Assert.InRange(share, 0, 1));
            Assert.Equal(Array.IndexOf(shares, shares.Max()), clusters[row]);
        }
    }

    [Fact]
    public void Three_lines_find_clouds_that_lie_apart()
    {
        using var found = new GaussianMixtureVae(new() { Preset = "report", Clusters = SmallData.Clouds, Hidden = [32],
            PriorHidden = [16], Latent = 2, Epochs = 60, Batch = 50, LearningRate = 5e-3 });
        found.Fit(SmallData.Rows(600));
        var clusters = found.Predict(SmallData.Rows(600));
        var truth = SmallData.Draw(600).Clouds;
        var pairs = clusters.Zip(truth).Distinct().Count();
        Assert.Equal(SmallData.Clouds, pairs);
    }

    [Fact]
    public void An_offset_that_single_precision_does_not_hold_changes_no_cluster_and_comes_back_in_samples()
    {
        const double Far = 1.7e9;
        var rows = SmallData.Rows(300).ToArray().Select(value => Math.Round(value * 16) / 16).ToArray();
        using var near = Fitted(0);
        using var far = Fitted(Far);
        Assert.Equal(near.Predict(At(0)), far.Predict(At(Far)));
        var first = Matrix.FromRows([rows.Take(SmallData.Features).Select(value => value + Far).ToArray()]);
        Assert.Equal(near.Predict(At(0))[0], far.Predict(first)[0]);
        Assert.All(near.SampleClusters(5, SampleNoise.Fresh, seed: 5).ToDoubleArray().Zip(far.SampleClusters(5, SampleNoise.Fresh, seed: 5)
            .ToDoubleArray()), pair => Assert.Equal(pair.Item1, pair.Item2 - Far, 0.01));

        Matrix At(double offset) => Matrix.FromRows(rows.Chunk(SmallData.Features).Select(row =>
            Array.ConvertAll(row, value => value + offset)));

        GaussianMixtureVae Fitted(double offset)
        {
            var made = new GaussianMixtureVae(new() { Preset = "report", Clusters = 3, Hidden = [8], PriorHidden = [8], Latent = 2,
                Epochs = 5, Batch = 50 });
            made.Fit(At(offset));
            return made;
        }
    }

    [Fact]
    public void The_preset_can_be_chosen_and_one_that_is_not_there_is_refused()
    {
        using var chosen = new GaussianMixtureVae(new() { Preset = "clustering", Clusters = 3, Hidden = [8], PriorHidden = [8], Latent = 2,
            Epochs = 2, Batch = 64 });
        chosen.Fit(SmallData.Rows(200));
        Assert.Equal(200, chosen.Predict(SmallData.Rows(200)).Length);
        using var wrong = new GaussianMixtureVae(new() { Preset = "other" });
        Assert.Contains("Preset: there is no preset 'other'", Assert.Throws<GmmVaeException>(() => wrong.Fit(SmallData.Rows(200))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void More_samples_change_none_of_the_first()
    {
        Assert.Equal(model.Sample(7, out var few, seed: 5).ToArray(),
            model.Sample(1300, out var many, seed: 5).ToArray().Take(7 * SmallData.Features));
        Assert.Equal(few, many.Take(7));
        foreach (var noise in Enum.GetValues<SampleNoise>())
        {
            var first = model.SampleCluster(1, 3, noise, seed: 5).ToArray();
            Assert.Equal(first, model.SampleCluster(1, 90, noise, seed: 5).ToArray().Take(first.Length));
            Assert.Equal(first, model.SampleClusters(3, noise, seed: 5).ToArray().Skip(first.Length).Take(first.Length));
            Assert.NotEqual(first, model.SampleCluster(1, 3, noise, seed: 6).ToArray());
        }
    }

    [Fact]
    public void Every_kind_of_noise_makes_samples_of_its_own()
    {
        var samples = Enum.GetValues<SampleNoise>().Select(noise => model.SampleCluster(1, 3, noise).ToArray()).ToArray();
        Assert.NotEqual(samples[0], samples[1]);
        Assert.NotEqual(samples[0], samples[2]);
        Assert.NotEqual(samples[1], samples[2]);
    }

    [Fact]
    public void Scores_are_worse_far_away()
    {
        var data = SmallData.Rows(50);
        Assert.True(model.Score(new float[,] { { 500, 500, 500, 500 } })[0] > model.Score(data).Max());
    }

    [Fact]
    public void Clusters_are_drawn_in_proportion_to_their_prior()
    {
        model.Sample(3000, out var clusters);
        Assert.All(Enumerable.Range(0, 3), k => Assert.InRange(clusters.Count(of => of == k), 900, 1100));
    }

    [Fact]
    public void Samples_are_in_the_units_of_the_data()
    {
        var samples = model.Sample(500);
        for (var f = 0; f < SmallData.Features; f++)
            Assert.InRange(samples.ToArray().Where((_, i) => i % SmallData.Features == f).Average(), 100 + (f * 10) - 4, 100 + (f * 10)
                + 20);
        var again = model.Reconstruct(SmallData.Rows(300));
        Assert.InRange(again.ToArray().Average(), 110, 140);
    }

    [Fact]
    public void A_sweep_is_a_grid_of_styles_whose_order_is_that_of_the_quantiles()
    {
        var grid = model.SweepStyle(2, 3);
        Assert.Equal((9, SmallData.Features), (grid.Rows, grid.Columns));
        Assert.Equal(9, Enumerable.Range(0, 9).Select(row => string.Join(',', grid.Row(row))).Distinct().Count());
        Assert.Equal(grid.Row(4), model.SweepStyle(2, 1).Row(0));
        Assert.NotEqual(grid.ToArray(), model.SweepStyle(0, 3).ToArray());
    }

    [Fact]
    public void Less_temperature_draws_samples_towards_the_mean_of_their_cluster()
    {
        Assert.Equal(model.SampleCluster(1, 5, seed: 3).ToArray(), model.SampleCluster(1, 5, seed: 3, temperature: 1).ToArray());
        var mean = model.SampleCluster(1, 2, temperature: 0);
        Assert.Equal(mean.Row(0), mean.Row(1));
        Assert.True(Spread(0.3) < Spread(1), $"{Spread(0.3)} against {Spread(1)}");

        double Spread(double temperature) => model.SampleCluster(1, 200, seed: 3, temperature: temperature).ToArray()
            .Select((value, i) => Math.Abs(value - mean.Row(0)[i % SmallData.Features])).Average();
    }

    [Fact]
    public void What_cannot_be_sampled_is_refused()
    {
        foreach (var act in new Action[]
        {
            () => model.SampleCluster(3, 1), () => model.SampleCluster(-1, 1), () => model.Sample(-1), () => model.SweepStyle(0, 0),
            () => model.SweepStyle(0, 1001), () => model.SweepStyle(5, 2), () => model.Sample(int.MaxValue),
            () => model.Sample(1, temperature: -1), () => model.SampleClusters(1, temperature: double.NaN),
        })
            Assert.Equal(FailureKind.Usage, Assert.Throws<GmmVaeException>(act).Kind);
    }

    [Fact]
    public void An_autoencoder_samples_what_resembles_the_codes_of_data()
    {
        using var plain = (AutoEncoder)EstimatorCase.Of("autoencoder").Fitted();
        var data = SmallData.Rows(400);
        var samples = plain.Sample(50, data, seed: 2).ToArray();
        Assert.Equal(samples, plain.Sample(70, data, seed: 2).ToArray().Take(samples.Length));
        Assert.NotEqual(samples, plain.Sample(50, data, seed: 3).ToArray());
        Assert.NotEqual(samples, plain.Sample(50, SmallData.Take(data, Enumerable.Range(0, 90)), seed: 2).ToArray());
        var one = SmallData.Take(data, 5);
        Assert.Equal(plain.Reconstruct(one).ToArray(), plain.Sample(1, one).ToArray());
    }

    [Fact]
    public void Scores_estimate_what_evaluation_measures()
    {
        using var folder = new TemporaryFolder();
        var result = Runs.Train(new TrainRequest
        {
            Model = ModelKind.GaussianMixture, Preset = "report",
            Data = "line",
            Configure = options => options with { Hidden = LanguageExt.Prelude.Array(8), PriorHidden = LanguageExt.Prelude.Array(8),
                Latent = 2, Epochs = 1, Batch = 500 },
            OutputFolder = folder.File("run"),
        });
        using var loaded = GaussianMixtureVae.Load(folder.File("run"));
        var total = result.Summary.Terms.First(term => term.Name == "total").Value;
        Assert.Equal(total, loaded.Score("line").Skip(6000).Average(), 0.05 * Math.Abs(total));

        using var fitted = new GaussianMixtureVae(new() { Preset = "report", Hidden = [8], PriorHidden = [8], Latent = 2, Epochs = 1,
            Batch = 500 });
        fitted.Fit("line");
        fitted.Save(folder.File("fitted"));
        Assert.Equal(result.Summary.ParametersSha256, (string?)Runs.Inspect(Named("fitted"))["parametersSha256"]);

        string Named(string name)
        {
            File.Move(folder.File(name), folder.File(name + ".safetensors"));
            return folder.File(name + ".safetensors");
        }
    }

    [Fact]
    public void A_model_of_images_reads_bytes_and_grey_levels_alike()
    {
        var bytes = Enumerable.Range(0, 200 * 4).Select(i => (byte)(i / 4 % 2 * 200 + (i * 7 % 50))).ToArray();
        var images = Matrix.FromImages(bytes, 2, 2);
        using var found = new GaussianMixtureVae(new() { Preset = "report", Clusters = 2, Hidden = [8], PriorHidden = [8], Latent = 2,
            Epochs = 2, Batch = 50 });
        found.Fit(images);
        Assert.Equal(found.Embed(images).ToArray(), found.Embed(new Matrix(images.ToArray(), 4)).ToArray());
        Assert.Equal((2, 2, 1), found.Sample(3).Image);
        Assert.Equal((2, 2, 1), found.Reconstruct(images).Image);
        Assert.All(found.Sample(30).ToArray(), level => Assert.InRange(level, 0, 1));
        Assert.Contains("row 1, column 2",
            Assert.Throws<GmmVaeException>(() => found.Embed(new float[,] { { 0, 0, 0, 0 }, { 0, 0, 2, 0 } })).Message,
            StringComparison.Ordinal);
    }
}
