namespace GmmVae.Tests.Properties;

public sealed class EvaluationLaws : IDisposable
{
    private readonly WorkerPool workers = new(2);

    public void Dispose() => workers.Dispose();

    [Law]
    public void The_first_rows_have_the_same_codes_and_probabilities_whatever_follows_them(TinyModel tiny)
    {
        using var trainer = TinyTraining.Start(tiny, workers);
        using var run = new EvaluationRun(tiny.Spec, TinyTraining.Spec(3), trainer.Store, workers);
        var all = TinyTraining.Data(tiny);
        var count = 1 + (tiny.Seed % (TinyTraining.Rows - 1));
        var (whole, part) = (Done(run, all), Done(run, all.Subset("part", [.. Enumerable.Range(0, count)])));
        Assert.Equal(count, part.Rows);
        Assert.Equal(whole.Codes[..(count * TinyModel.Latent)].ToArray(), part.Codes.ToArray());
        if (whole.Clustering is { } clustering)
        {
            Assert.Equal(clustering.Own[..(count * TinyModel.Clusters)].ToArray(), part.Clustering!.Own.ToArray());
            Assert.Equal(clustering.Bayes[..(count * TinyModel.Clusters)].ToArray(), part.Clustering.Bayes.ToArray());
        }
    }

    [Law]
    public void Terms_are_means_over_rows_so_that_parts_add_up(TinyModel tiny)
    {
        using var trainer = TinyTraining.Start(tiny with { Threshold = 0 }, workers);
        using var run = new EvaluationRun((tiny with { Threshold = 0 }).Spec, TinyTraining.Spec(3), trainer.Store, workers);
        var data = TinyTraining.Data(tiny);
        var terms = Done(run, data).Terms;
        Assert.Equal(terms, Done(run, data).Terms);
        Laws.Close(tiny.Spec.Terms.Sum(term => terms[term]), terms.Total, 1e-5);
        Laws.Close(terms.Total, terms.Objective, 1e-5);
    }

    [Law(nameof(TinyModel.Mixtures))]
    public void The_objective_has_the_threshold(TinyModel tiny)
    {
        var high = tiny with { Threshold = 5 };
        using var trainer = TinyTraining.Start(high, workers);
        using var run = new EvaluationRun(high.Spec, TinyTraining.Spec(3), trainer.Store, workers);
        var terms = Done(run, TinyTraining.Data(tiny)).Terms;
        Laws.Close(terms.Total - terms[LossTerm.ClusterPrior] + 5, terms.Objective, 1e-5);
        Assert.InRange(terms.BatchMeanKl, -1e-6, terms[LossTerm.ClusterPrior] + 1e-6);
    }

    [Law(nameof(TinyModel.Mixtures))]
    public void The_objective_has_the_final_weights(TinyModel tiny)
    {
        var high = tiny with { Threshold = 5 };
        var training = TrainingSpec.Create(
            1, LanguageExt.Option<int>.None, 2, 3, new Schedule.Constant(0.01), new Schedule.WarmUp(0.5, 10), clusterPriorTerm: false,
            AdamSpec.Default).Valid();
        using var trainer = TinyTraining.Start(high, workers);
        using var run = new EvaluationRun(high.Spec, training, trainer.Store, workers);
        var terms = Done(run, TinyTraining.Data(tiny)).Terms;
        Laws.Close(terms[LossTerm.Reconstruction] + (0.5 * (terms[LossTerm.ConditionalPrior] + terms[LossTerm.StylePrior])),
            terms.Objective, 1e-9);
    }

    [Law]
    public void Parameters_that_are_not_finite_give_no_figures_but_their_place(TinyModel tiny)
    {
        using var trainer = TinyTraining.Start(tiny, workers);
        using var run = new EvaluationRun(tiny.Spec, TinyTraining.Spec(3), trainer.Store, workers);
        trainer.Store["decoder.output.bias"].Fill(float.PositiveInfinity);
        Assert.True(run.Run(TinyTraining.Data(tiny)).IsLeft);
    }

    private static Evaluation Done(EvaluationRun run, Dataset data) => run.Run(data).Match(
        evaluation => evaluation, wrong => throw new Xunit.Sdk.XunitException(wrong.ToString()));
}
