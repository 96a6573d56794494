using FsCheck;
using FsCheck.Fluent;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class RunOptionsLaws
{
    private static readonly DataTraits Data = new(1000, 8, InUnitInterval: true);

    private static readonly Gen<RunOptions> ValidOptions =
        from kind in Gen.Elements(Enum.GetValues<ModelKind>())
        from hidden in Gen.Choose(1, 9).ArrayOf()
        from latent in Gen.Choose(1, 5)
        from style in Gen.Choose(1, 4)
        from clusters in Gen.Choose(2, 6)
        from samples in Gen.Choose(1, 3)
        from likelihood in Gen.Elements(Enum.GetValues<LikelihoodKind>())
        from epochs in Gen.Choose(1, 50)
        from batch in Gen.Choose(2, 2000)
        from warmUp in Gen.Choose(0, 4)
        from decay in Gen.Elements(Enum.GetValues<LearningRateDecay>())
        from seed in Generators.Seed
        select new RunOptions
        {
            Model = kind, Hidden = toArray(hidden), PriorHidden = toArray(hidden.Take(1)), Latent = latent, Style = style, Clusters =
                clusters,
            Samples = samples, Likelihood = likelihood, Variance = 0.5, Epochs = epochs, Batch = batch, WarmUpEpochs = warmUp,
            Decay = decay, Seed = (ulong)seed, Threshold = 0.25, WeightDecay = 0.125, MaximumGradientNorm = 3.0,
        };

    [Law(nameof(ValidOptions))]
    public void Valid_options_become_specifications_that_say_the_same(RunOptions options)
    {
        var (model, training) = options.Check(Data).Valid();
        Assert.Equal((Data.Features, options.Latent), (model.Features, model.Latent));
        Assert.Equal(options.Hidden, model.Encoder.Widths);
        Assert.Equal(toArray(options.Hidden.Reverse()), model.Decoder.Widths);
        Assert.Equal((true, false), (model.Encoder.BatchNorm, model.Decoder.BatchNorm));
        Assert.Equal(options.Initialization, model.Initialization);
        Assert.Equal(options.Likelihood == LikelihoodKind.Bernoulli, model.Likelihood is Likelihood.Bernoulli);
        Assert.Equal((options.Epochs, options.Batch, options.Seed), (training.Epochs, training.Batch, training.Seed));
        Assert.Equal((options.WeightDecay, options.MaximumGradientNorm), (training.Adam.WeightDecay, training.Adam.MaximumGradientNorm));
        Assert.Equal(
            options.Decay,
            training.Phases[0].LearningRate switch
            {
                Schedule.Cosine => LearningRateDecay.Cosine,
                Schedule.Step => LearningRateDecay.Step,
                _ => LearningRateDecay.None,
            });
        if (model is GaussianMixtureSpec mixture)
        {
            Assert.Equal((options.Style, options.Clusters, options.Samples), (mixture.Style, mixture.Clusters, mixture.Samples));
            Assert.Equal((0.25, options.ThresholdScope), (mixture.ClusterPrior.Threshold, mixture.ClusterPrior.Scope));
        }

        // The same options give equal specifications.
        Assert.Equal((model, training), (options with { }).Check(Data).Valid());
    }

    [Law(nameof(ValidOptions))]
    public void The_warm_up_lasts_the_epochs_asked_for(RunOptions options)
    {
        var training = options.Check(Data).Valid().Training;
        var (perEpoch, total) = (training.StepsPerEpoch(Data.Rows), training.TotalSteps(Data.Rows));
        Assert.Equal(Data.Rows / Math.Min(options.Batch, Data.Rows), perEpoch);
        Assert.Equal((long)options.Epochs * perEpoch, total);
        var end = (long)options.WarmUpEpochs * perEpoch;
        Assert.Equal(1, training.Phases[0].Weight(LossTerm.StylePrior, end, total));
        Assert.Equal(1, training.Phases[0].Weight(LossTerm.Reconstruction, 0, total));
        if (options.WarmUpEpochs > 0)
        {
            Assert.Equal(0, training.Phases[0].Weight(LossTerm.StylePrior, 0, total));
            Assert.True(training.Phases[0].Weight(LossTerm.StylePrior, end - 1, total) < 1);
        }
    }

    [Fact]
    public void Without_the_cluster_prior_term_it_alone_has_no_weight()
    {
        var training = (new RunOptions { ClusterPriorTerm = false }).Check(Data).Valid().Training;
        foreach (var term in Enum.GetValues<LossTerm>())
            Assert.Equal(term == LossTerm.ClusterPrior ? 0 : 1, training.Phases[0].Weight(term, 7, 10));
    }

    [Fact]
    public void Very_many_warm_up_epochs_do_not_overflow()
    {
        var training = (new RunOptions { WarmUpEpochs = int.MaxValue, Batch = 2 }).Check(Data).Valid().Training;
        Assert.InRange(training.Phases[0].Weight(LossTerm.StylePrior, 1000, 2000), 1e-9, 1e-3);
    }

    [Fact]
    public void Batch_normalisation_needs_two_rows()
    {
        Assert.Equal([Setting.Batch], (new RunOptions { Batch = 1 }).Check(Data).Options());
        var few = Data with { Rows = 1 };
        Assert.Equal([Setting.Data], (new RunOptions { Batch = 5, Model = ModelKind.Variational }).Check(few).Options());
        Assert.True(Presets.Report(ModelKind.Variational, few).Check(few).IsSuccess);
        Assert.True((new RunOptions { Batch = 1, BatchNorm = false }).Check(Data).IsSuccess);
    }

    private static Gen<double[]> Shares { get; } =
        from clusters in Gen.Choose(2, 20)
        from counts in Gen.OneOf(Gen.Constant(1), Gen.Choose(1, 1000)).ArrayOf(clusters)
        select counts.Select(count => count / (double)counts.Sum()).ToArray();

    [Law(nameof(Shares))]
    public void The_threshold_unless_told_is_0_651_ln_K_and_the_cluster_prior_can_exceed_it(double[] shares)
    {
        foreach (var weights in (Option<Arr<double>>[])[None, Some(toArray(shares))])
        {
            var prior = Mixture(new RunOptions { Clusters = shares.Length, ClusterWeights = weights }).ClusterPrior;
            Assert.InRange(prior.Threshold / Math.Log(shares.Length), 0.651, 0.652);
            Assert.True(prior.Threshold < prior.Maximum && !prior.IsSilent);
        }
    }

    [Fact]
    public void The_threshold_of_ten_clusters_is_one_and_a_half_to_the_bit() => Assert.Equal(1.5, ClusterPrior.DefaultThreshold(10));

    [Law(nameof(Shares))]
    public void A_threshold_from_the_greatest_value_on_is_warned_of_where_the_term_was_wanted(double[] shares)
    {
        var options = new RunOptions { Clusters = shares.Length, ClusterWeights = toArray(shares) };
        var greatest = Mixture(options).ClusterPrior.Maximum;
        foreach (var (threshold, wanted, warned) in new[]
                 {
                     (greatest, true, true), (greatest + 1, true, true), (Math.BitDecrement(greatest), true, false),
                     (greatest, false, false),
                 })
        {
            var warnings = ClusterWarnings.For(Mixture(options with { Threshold = threshold }), wanted, shares.Length, 0);
            Assert.Equal(warned, warnings.Exists(warning => warning.StartsWith("cluster prior off", StringComparison.Ordinal)));
        }
    }

    private static GaussianMixtureSpec Mixture(RunOptions options) =>
        (GaussianMixtureSpec)(options with { Hidden = Array(4), PriorHidden = Array(4) }).Check(Data).Valid().Model;

    private static Gen<ModelKind> Kinds { get; } = Gen.Elements(Enum.GetValues<ModelKind>());

    private static Gen<DataTraits> Traits { get; } =
        from rows in Gen.Choose(2, 70_000)
        from features in Gen.Elements(1, 2, 64, 784)
        from images in Gen.Elements(false, true)
        select new DataTraits(rows, features, images);

    [Law(nameof(Kinds), nameof(Traits))]
    public void Presets_check_out_for_every_model_and_kind_of_data(ModelKind kind, DataTraits data)
    {
        var preset = Presets.Report(kind, data);
        var (model, training) = preset.Check(data).Valid();
        Assert.Equal((kind, data.Features), (preset.Model, model.Features));
        Assert.Equal(data.InUnitInterval, model.Likelihood is Likelihood.Bernoulli);
        Assert.True(training.TotalSteps(data.Rows) > 0);
        Assert.InRange(model.Latent, 1, 128);
    }

    [Law(nameof(Kinds), nameof(Traits))]
    public void The_papers_preset_is_that_of_the_report_but_on_pictures_that_its_convolutions_fit(ModelKind kind, DataTraits data)
    {
        Assert.Equal(Presets.Report(kind, data), Presets.Paper(kind, data));
        foreach (var (side, latent) in new[] { (13, 128), (14, 200), (28, 200) })
        {
            var pictures = new DataTraits(5000, side * side, InUnitInterval: true, new ImageShape(side, side));
            Assert.Equal(latent, Presets.Paper(kind, pictures).Check(pictures).Valid().Model.Latent);
        }
    }
}
