using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain;

/// <summary>How a model is trained: everything but the model and the data that decides the result.</summary>
public sealed record TrainingSpec
{
    private TrainingSpec(
        int epochs, Option<int> steps, int batch, ulong seed, Schedule learningRate, Schedule priorWeight, bool clusterPriorTerm, AdamSpec adam)
    {
        (Epochs, Steps, Batch, Seed) = (epochs, steps, batch, seed);
        (LearningRate, PriorWeight, ClusterPriorTerm, Adam) = (learningRate, priorWeight, clusterPriorTerm, adam);
    }

    /// <summary>Passes over the training split.</summary>
    public int Epochs { get; }

    /// <summary>A limit on the number of steps, if any: the training stops at whichever comes first.</summary>
    public Option<int> Steps { get; }

    /// <summary>Observations a step; a smaller training split is one batch.</summary>
    public int Batch { get; }

    /// <summary>What all randomness is derived from.</summary>
    public ulong Seed { get; }

    /// <summary>The optimizer's step size.</summary>
    public Schedule LearningRate { get; }

    /// <summary>The weight of every term but the reconstruction.</summary>
    public Schedule PriorWeight { get; }

    /// <summary>Whether the cluster prior is part of the objective at all.</summary>
    public bool ClusterPriorTerm { get; }

    /// <summary>The optimizer.</summary>
    public AdamSpec Adam { get; }

    /// <summary>A checked specification. Adam's may still be an unchecked result: its errors join in.</summary>
    public static Validation<SpecError, TrainingSpec> Create(
        int epochs,
        Option<int> steps,
        int batch,
        ulong seed,
        Schedule learningRate,
        Schedule priorWeight,
        bool clusterPriorTerm,
        Validation<SpecError, AdamSpec> adam)
    {
        var rules = SpecRules.All(
            SpecRules.Within("--epochs", epochs, 1),
            steps.Bind(limit => SpecRules.Within("--steps", limit, 1)),
            SpecRules.Within("--batch", batch, 1),
            learningRate.Error("--learning-rate"),
            priorWeight.Error("--warm-up"));
        return (adam, rules).Apply((optimizer, _) =>
            new TrainingSpec(epochs, steps, batch, seed, learningRate, priorWeight, clusterPriorTerm, optimizer));
    }

    /// <summary>The number of steps of the whole training on <paramref name="rows"/> observations.</summary>
    public long TotalSteps(int rows)
    {
        var all = (long)Epochs * StepsPerEpoch(rows);
        return Steps.Match(limit => Math.Min(limit, all), () => all);
    }

    /// <summary>Full batches in <paramref name="rows"/> observations; what is left over is dropped.</summary>
    public int StepsPerEpoch(int rows) => rows / BatchFor(rows);

    /// <summary>The batch on <paramref name="rows"/> observations.</summary>
    public int BatchFor(int rows) => Math.Min(Batch, rows);

    /// <summary>The weight of a term at the end of the training.</summary>
    public double FinalWeight(LossTerm term) => Weight(term, long.MaxValue, long.MaxValue);

    /// <summary>The weight of a term at a step.</summary>
    public double Weight(LossTerm term, long step, long totalSteps) => term switch
    {
        LossTerm.Reconstruction => 1,
        LossTerm.ClusterPrior when !ClusterPriorTerm => 0,
        _ => PriorWeight.At(step, totalSteps),
    };
}
