namespace GmmVae.Tests.Properties;

/// <summary>Estimators on rows that lack values.</summary>
public sealed class MissingValueModelTests
{
    private const int Rows = 300;

    /// <summary>The three clouds with a third of the values missing.</summary>
    private static readonly Matrix Holes = WithHoles(SmallData.Rows(Rows), (row, f) => (row * 7) + (f * 5) is var i && i % 3 == 0);

    public static TheoryData<string> Names { get; } = ["autoencoder", "vae", "gmm-vae", "clustering"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Rows_with_holes_are_learned_from_and_answered_alike_in_any_company(string name)
    {
        using var model = Create(name, MissingValues.Mask);
        model.Fit(Holes);
        var none = new Matrix(Enumerable.Repeat(float.NaN, SmallData.Features).ToArray(), SmallData.Features);
        foreach (var (what, of, width) in EstimatorCase.Results(model))
        {
            var all = of(Holes);
            Assert.All(all, value => Assert.True(float.IsFinite(value), what));
            Assert.Equal(all[(5 * width)..(6 * width)], of(SmallData.Take(Holes, 5)));
            Assert.All(of(none), value => Assert.True(float.IsFinite(value), what));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void On_whole_rows_the_mask_changes_no_bit(string name)
    {
        var rows = SmallData.Rows(Rows);
        using Estimator plain = Create(name, MissingValues.Refuse), masked = Create(name, MissingValues.Mask);
        plain.Fit(rows);
        masked.Fit(rows);
        KernelPaths.AssertSameBits(EstimatorCase.Everything(plain, rows), EstimatorCase.Everything(masked, rows), name);
    }

    [Fact]
    public void The_cloud_of_a_row_is_told_by_what_is_there()
    {
        var (values, clouds) = SmallData.Draw(600);
        var holes = WithHoles(new Matrix(values, SmallData.Features), (row, f) => f == row / SmallData.Clouds % SmallData.Features);
        using var model = new GaussianMixtureVae(new()
        {
            Preset = "clustering", Clusters = SmallData.Clouds, Hidden = [32], PriorHidden = [16], Latent = 2, Epochs = 10, Batch = 50,
                Threads = 1, Missing = MissingValues.Mask,
            Clustering = new() { Restarts = 2, StartEpochs = 10 },
        });
        model.Fit(holes);
        Assert.Equal(1, ClusterAccuracy.Hungarian(model.Predict(holes), clouds, SmallData.Clouds).Accuracy, 0.02);
    }

    [Fact]
    public void Models_that_were_not_told_refuse_them_by_row_and_column()
    {
        using var model = Create("gmm-vae", MissingValues.Refuse);
        Refuses(() => model.Fit(Holes), "row 0, column 0", "Train with Missing mask");
        Assert.False(model.IsFitted);
        model.Fit(SmallData.Rows(Rows));
        var one = WithHoles(SmallData.Rows(9), (row, f) => row == 4 && f == 2);
        foreach (var use in new Action[] { Predict, () => model.Embed(one), () => model.Score(one), () => model.Score(one, 3), () =>
            model.FineTune(one) })
            Refuses(use, "row 4, column 2", "trained without");

        void Predict() => ((GaussianMixtureVae)model).Predict(one);
    }

    [Fact]
    public void A_saved_model_takes_such_rows_still_also_to_train_on()
    {
        var path = Path.GetTempFileName();
        try
        {
            using var model = Create("gmm-vae", MissingValues.Mask);
            model.Fit(Holes);
            model.Save(path);
            using var loaded = GaussianMixtureVae.Load(path);
            Assert.Equal(model.Score(Holes), loaded.Score(Holes));
            loaded.FineTune(Holes, new() { Epochs = 1 });
            loaded.Fit(Holes);
            Assert.Equal(model.Score(Holes), loaded.Score(Holes));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_column_without_values_and_pictures_are_refused()
    {
        using var model = Create("vae", MissingValues.Mask);
        Refuses(() => model.Fit(WithHoles(SmallData.Rows(9), (_, f) => f == 3)), "Feature 4 has no value");
        var failure = Assert.Throws<GmmVaeException>(() => model.Fit(Matrix.FromBytes(new byte[40], 4)));
        Assert.Equal(FailureKind.Usage, failure.Kind);
        Assert.Contains("Missing: mask is for numbers", failure.Message, StringComparison.Ordinal);
    }

    private static void Refuses(Action use, params string[] words)
    {
        var failure = Assert.Throws<GmmVaeException>(use);
        Assert.Equal(FailureKind.Data, failure.Kind);
        Assert.All(words, word => Assert.Contains(word, failure.Message, StringComparison.Ordinal));
    }

    private static Matrix WithHoles(Matrix rows, Func<int, int, bool> isMissing) =>
        new(rows.ToArray().Select((value, i) => isMissing(i / rows.Columns, i % rows.Columns) ? float.NaN : value).ToArray(), rows.Columns);

    private static Estimator Create(string name, MissingValues missing) => name switch
    {
        "autoencoder" => new AutoEncoder(new() { Hidden = [8], Latent = 2, Epochs = 2, Batch = 64, Threads = 1, Missing = missing }),
        "vae" => new VariationalAutoEncoder(new() { Hidden = [8], Latent = 2, Epochs = 2, Batch = 64, Threads = 1, Missing = missing }),
        "gmm-vae" => new GaussianMixtureVae(new() { Preset = "report", Clusters = 3, Hidden = [8], PriorHidden = [8], Latent = 2, Epochs = 2, Batch = 64,
            Threads = 1, Missing = missing }),
        _ => new GaussianMixtureVae(new()
        {
            Preset = "clustering", Clusters = 3, Hidden = [8], PriorHidden = [8], Latent = 2, Epochs = 2, Batch = 64, Threads = 1,
                Missing = missing,
            Clustering = new() { Restarts = 2, StartEpochs = 2, CandidatesPerCluster = 2, CandidateEpochs = 2, Teacher =
                ClusterTeacher.Average },
        }),
    };
}
