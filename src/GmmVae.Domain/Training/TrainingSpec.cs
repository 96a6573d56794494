using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain;

/// <summary>How a model is trained: everything but the model and the data that decides the result.</summary>
public sealed record TrainingSpec
{
    private TrainingSpec(
        Arr<TrainingPhase> phases, Option<int> steps, int batch, int shards, ulong seed, AdamSpec adam, Option<EarlyStopping> stopping, Option<int> shuffleBlock,
        Option<int> evaluationRows) =>
        (Phases, Steps, Batch, Shards, Seed, Adam, Stopping, ShuffleBlock, EvaluationRows) = (phases, steps, batch, shards, seed, adam, stopping, shuffleBlock, evaluationRows);

    /// <summary>The phases in order, at least one; each goes on with the parameters that the one before it kept.</summary>
    public Arr<TrainingPhase> Phases { get; }

    /// <summary>A limit on the number of steps, if any: the training stops at whichever comes first.</summary>
    public Option<int> Steps { get; }

    /// <summary>Observations a step; a smaller training split is one batch.</summary>
    public int Batch { get; }

    /// <summary>
    /// The equal parts of a batch that every sum over it is made of, a power of two: the result depends on it, but not on how
    /// many ranks compute the parts (<see cref="ShardedStep"/>).
    /// </summary>
    public int Shards { get; }

    /// <summary>
    /// The rows of a block, where an epoch visits the data block by block so that they can be read in one go: the rows of sixteen blocks or a few more,
    /// drawn from all over the data, are mixed at a time. None for a full shuffle.
    /// </summary>
    public Option<int> ShuffleBlock { get; }

    /// <summary>How many rows of the test split are measured at the end at most, evenly spread over it; all where there is no limit.</summary>
    public Option<int> EvaluationRows { get; }

    /// <summary>What all randomness is derived from.</summary>
    public ulong Seed { get; }

    /// <summary>The optimizer.</summary>
    public AdamSpec Adam { get; }

    /// <summary>What ends the last phase early, if anything does.</summary>
    public Option<EarlyStopping> Stopping { get; }

    /// <summary>Passes over the training split, of all phases and restarts.</summary>
    public int Epochs => Phases.Sum(phase => phase.Restarts * phase.Epochs);

    /// <summary>Whether a phase has the clustering objective, or the agreement that belongs to it.</summary>
    public bool HasTarget => Phases.Exists(phase => phase.HasTarget);

    /// <summary>Whether a phase reads known classes.</summary>
    public bool IsSupervised => Phases.Exists(phase => phase.IsSupervised);

    /// <summary>Whether there is anything to choose or follow: several phases, or restarts.</summary>
    public bool HasStages => Phases.Count > 1 || Phases[0].Restarts > 1;

    /// <summary>A checked specification. Parts may still be unchecked results: their errors join in.</summary>
    public static Validation<SpecError, TrainingSpec> Create(
        Validation<SpecError, Arr<TrainingPhase>> phases,
        Option<int> steps,
        int batch,
        ulong seed,
        Validation<SpecError, AdamSpec> adam,
        Option<EarlyStopping> stopping = default,
        int shards = 1,
        Option<int> shuffleBlock = default,
        Option<int> evaluationRows = default)
    {
        var rules = SpecRules.All(
            phases.Match(Order, _ => None),
            steps.Bind(limit => SpecRules.Within("--steps", limit, 1)),
            SpecRules.Within("--batch", batch, 1),
            Divide(shards, batch),
            evaluationRows.Bind(rows => SpecRules.Within("--evaluation-rows", rows, 1)),
            shuffleBlock.Bind(rows => SpecRules.Within("--shuffle-block", rows, 1)),
            stopping.Bind(early => early.PatienceError),
            stopping.Bind(early => early.ShareError),
            phases.Match(parts => RestartsOfLast(parts, stopping), _ => None));
        return (phases, adam, rules).Apply((parts, optimizer, _) => new TrainingSpec(parts, steps, batch, shards, seed, optimizer, stopping, shuffleBlock, evaluationRows));
    }

    /// <summary>A checked specification of one phase that minimises the bound. Adam's may still be an unchecked result: its errors join in.</summary>
    public static Validation<SpecError, TrainingSpec> Create(
        int epochs,
        Option<int> steps,
        int batch,
        ulong seed,
        Schedule learningRate,
        Schedule priorWeight,
        bool clusterPriorTerm,
        Validation<SpecError, AdamSpec> adam) => Create(
        TrainingPhase.Bound(epochs, learningRate, priorWeight, clusterPriorTerm).Map(phase => Array(phase)), steps, batch, seed, adam);

    /// <summary>What keeps a model from being trained so, if anything.</summary>
    public Option<SpecError> Unfit(ModelSpec model) => HasTarget && model is not GaussianMixtureSpec { Responsibilities: ResponsibilityKind.EncoderHead }
        ? new SpecError("--responsibilities", "the clustering objective trains a cluster head; use the model gmm-vae with head")
        : IsSupervised && model is not GaussianMixtureSpec
        ? new SpecError("--label-weight", "labels tell clusters, and this model has none; use the model gmm-vae")
        : None;

    /// <summary>Why the views that the training needs cannot be made of data of this width and shape, if they cannot.</summary>
    public Option<SpecError> Misfit(int features, ImageShape? image) => Phases
        .Map(phase => phase.StrongView.Misfit(features, image) || phase.WeakView.Misfit(features, image))
        .Fold(Option<SpecError>.None, (first, next) => first || next);

    /// <summary>The number of steps of the whole training on <paramref name="rows"/> observations.</summary>
    public long TotalSteps(int rows)
    {
        var all = (long)Epochs * StepsPerEpoch(rows);
        return Steps.Match(limit => Math.Min(limit, all), () => all);
    }

    /// <summary>Full batches in <paramref name="rows"/> observations; what is left over is dropped.</summary>
    public int StepsPerEpoch(int rows) => rows / BatchFor(rows);

    /// <summary>The batch on <paramref name="rows"/> observations: whole shards, of one row at least.</summary>
    public int BatchFor(int rows) => Math.Max(Shards, Math.Min(Batch, rows) / Shards * Shards);

    /// <summary>What keeps so many observations from being cut into the shards of a batch, if anything.</summary>
    public Option<SpecError> TooFew(int rows) => rows < Shards
        ? new SpecError("--shards", $"{Shards} shards need as many training rows, the data have {rows}")
        : None;

    /// <summary>The stages in order: every restart of every phase.</summary>
    public IEnumerable<TrainingStage> Stages
    {
        get
        {
            var first = 0;
            for (var phase = 0; phase < Phases.Count; phase++)
                for (var restart = 0; restart < Phases[phase].Restarts; restart++, first += Phases[phase].Epochs)
                    yield return new TrainingStage(phase, restart, first, Phases[phase].Epochs);
        }
    }

    /// <summary>The stage that follows <paramref name="epoch"/> finished epochs; after all of them the last one.</summary>
    public TrainingStage StageAt(int epoch)
    {
        var last = default(TrainingStage);
        foreach (var stage in Stages)
            if (epoch < (last = stage).FirstEpoch + stage.Epochs)
                break;
        return last;
    }

    /// <summary>The steps of a stage on <paramref name="rows"/> observations; a limit on the steps shortens the stage that it falls into.</summary>
    public long StageSteps(TrainingStage stage, int rows)
    {
        var perEpoch = StepsPerEpoch(rows);
        return Math.Max(0, Math.Min((long)stage.Epochs * perEpoch, TotalSteps(rows) - ((long)stage.FirstEpoch * perEpoch)));
    }

    /// <summary>The finished restarts of phases that have several, after <paramref name="epoch"/> finished epochs, in order.</summary>
    public Arr<TrainingStage> FinishedRestarts(int epoch) =>
        toArray(Stages.Where(stage => Phases[stage.Phase].Restarts > 1 && stage.FirstEpoch + stage.Epochs <= epoch));

    /// <summary>The weight of a term at the end of the training.</summary>
    public double FinalWeight(LossTerm term) => Phases[^1].Weight(term, long.MaxValue, long.MaxValue);

    /// <summary>Of <paramref name="rows"/> observations those that the training learns from.</summary>
    public int LearningRows(int rows) => rows - Stopping.Match(early => early.ValidationRows(rows), () => 0);

    private static Option<SpecError> RestartsOfLast(Arr<TrainingPhase> phases, Option<EarlyStopping> stopping) =>
        stopping.IsSome && phases.Count == 1 && phases[0].Restarts > 1
            ? new SpecError("--patience", "ends a phase without restarts; give --restarts 1")
            : Option<SpecError>.None;

    private static Option<SpecError> Divide(int shards, int batch) =>
        shards < 1 || !int.IsPow2(shards) ? new SpecError("--shards", "must be a power of two")
        : batch % shards != 0 ? new SpecError("--shards", $"must divide --batch, {batch}")
        : None;

    private static Option<SpecError> Order(Arr<TrainingPhase> phases) =>
        phases.IsEmpty ? new SpecError("--preset", "a training needs a phase")
        : phases.Skip(1).Any(phase => phase.Restarts > 1) ? new SpecError("--restarts", "only the first phase starts from fresh parameters and can be restarted")
        : phases.Skip(1).Any(phase => phase.FindsCandidates) ? new SpecError("--preset", "only the first phase finds candidates")
        : phases.Sum(phase => (long)phase.Restarts * phase.Epochs) > int.MaxValue ? new SpecError("--epochs", "the epochs of all phases and restarts exceed 2147483647")
        : None;
}
