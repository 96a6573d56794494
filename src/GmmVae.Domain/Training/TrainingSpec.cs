using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Domain.Numerics;
using GmmVae.Domain.Steps;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Training;

/// <summary>How a model is trained: everything but the model and the data that decides the result.</summary>
public sealed record TrainingSpec
{
    private TrainingSpec(
        Arr<TrainingPhase> phases, Option<int> steps, int batch, int shards, ulong seed, AdamSpec adam, Option<EarlyStopping> stopping,
            Option<int> shuffleBlock,
        Option<int> evaluationRows) =>
        (Phases, Steps, Batch, Shards, Seed, Adam, Stopping, ShuffleBlock, EvaluationRows) =
            (phases, steps, batch, shards, seed, adam, stopping, shuffleBlock, evaluationRows);

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
    /// The rows of a block, where an epoch visits the data block by block so that they can be read in one go: the rows of sixteen blocks or
    /// a few more, drawn from all over the data, are mixed at a time. None for a full shuffle.
    /// </summary>
    public Option<int> ShuffleBlock { get; }

    /// <summary>How many rows of the test split are measured at the end at most, evenly spread over it; all where there is no
    /// limit.</summary>
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
            steps.Bind(limit => SpecRules.Within(Setting.Steps, limit, 1)),
            SpecRules.Within(Setting.Batch, batch, 1),
            Divide(shards, batch),
            evaluationRows.Bind(rows => SpecRules.Within(Setting.EvaluationRows, rows, 1)),
            shuffleBlock.Bind(rows => SpecRules.Within(Setting.ShuffleBlock, rows, 1)),
            stopping.Bind(early => early.PatienceError),
            stopping.Bind(early => early.ShareError),
            phases.Match(parts => RestartsOfLast(parts, stopping), _ => None));
        return (phases, adam, rules).Apply((parts, optimizer, _) =>
            new TrainingSpec(parts, steps, batch, shards, seed, optimizer, stopping, shuffleBlock, evaluationRows));
    }

    /// <summary>A checked specification of one phase that minimises the bound. Adam's may still be an unchecked result: its errors join
    /// in.</summary>
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

    /// <summary>Why a model cannot be trained so, if it cannot.</summary>
    public Option<SpecError> IncompatibilityWith(ModelSpec model) =>
        HasTarget && model is not GaussianMixtureSpec { Responsibilities: ResponsibilityKind.EncoderHead }
        ? new SpecError(Setting.Responsibilities, $"the clustering objective trains a cluster head; use the model gmm-vae with head")
        : IsSupervised && model is not GaussianMixtureSpec
        ? new SpecError(Setting.LabelWeight, $"labels tell clusters, and this model has none; use the model gmm-vae")
        : None;

    /// <summary>Why data of this width and shape cannot be augmented as the training needs, if they cannot.</summary>
    public Option<SpecError> IncompatibilityWith(int features, ImageShape? image) => Phases
        .Map(phase =>
            phase.StrongAugmentation.IncompatibilityWith(features, image) || phase.WeakAugmentation.IncompatibilityWith(features, image))
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

    /// <summary>Why so many observations cannot be cut into the shards of a batch, if they cannot.</summary>
    public Option<SpecError> IncompatibilityWithRows(int rows) => rows < Shards
        ? new SpecError(Setting.Shards, $"{Shards} shards need as many training rows, the data have {rows}")
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

    /// <summary>
    /// Whether the clusters at the end of an epoch, from 1, say little about those at the end of the training: in phases before the last
    /// one, in the first fifth of that one, and while the weight of its prior terms grows. Not in the last epoch.
    /// </summary>
    internal bool IsSettling(int epoch, int rows)
    {
        var stage = StageAt(epoch - 1);
        var made = epoch - stage.FirstEpoch;
        var (step, steps) = ((long)made * StepsPerEpoch(rows), StageSteps(stage, rows));
        return epoch < Epochs && (stage.Phase < Phases.Count - 1 || made * 5 <= stage.Epochs
            || Phases[^1].PriorWeight.At(step, steps) < Phases[^1].PriorWeight.At(long.MaxValue, steps));
    }

    /// <summary>The steps of a stage on <paramref name="rows"/> observations; a limit on the steps shortens the stage that it falls
    /// into.</summary>
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
            ? new SpecError(Setting.Patience, $"ends a phase without restarts; give {Setting.Restarts} 1")
            : Option<SpecError>.None;

    private static Option<SpecError> Divide(int shards, int batch) =>
        shards < 1 || !int.IsPow2(shards) ? new SpecError(Setting.Shards, $"must be a power of two")
        : batch % shards != 0 ? new SpecError(Setting.Shards, $"must divide {Setting.Batch}, {batch}")
        : None;

    private static Option<SpecError> Order(Arr<TrainingPhase> phases) =>
        phases.IsEmpty ? new SpecError(Setting.Preset, $"a training needs a phase")
        : phases.Skip(1).Any(phase => phase.Restarts > 1)
            ? new SpecError(Setting.Restarts, $"only the first phase starts from fresh parameters and can be restarted")
        : phases.Skip(1).Any(phase => phase.FindsCandidates) ? new SpecError(Setting.Preset, $"only the first phase finds candidates")
        : phases.Sum(phase => (long)phase.Restarts * phase.Epochs) > int.MaxValue
            ? new SpecError(Setting.Epochs, $"the epochs of all phases and restarts exceed 2147483647")
        : None;
}

/// <summary>The constants of the Adam optimizer (arXiv:1412.6980).</summary>
public sealed record AdamSpec
{
    private AdamSpec(double beta1, double beta2, double epsilon, double weightDecay, Option<double> maximumGradientNorm) =>
        (Beta1, Beta2, Epsilon, WeightDecay, MaximumGradientNorm) = (beta1, beta2, epsilon, weightDecay, maximumGradientNorm);

    /// <summary>β₁ = 0.9, β₂ = 0.999, ε = 1e-8, no weight decay, no clipping.</summary>
    public static AdamSpec Default { get; } = new(0.9, 0.999, 1e-8, 0, None);

    /// <summary>The decay of the first moment.</summary>
    public double Beta1 { get; }

    /// <summary>The decay of the second moment.</summary>
    public double Beta2 { get; }

    /// <summary>Added to the root of the second moment.</summary>
    public double Epsilon { get; }

    /// <summary>Decoupled weight decay (arXiv:1711.05101): parameters shrink by learning rate · decay each step.</summary>
    public double WeightDecay { get; }

    /// <summary>The Euclidean norm that all gradients together are scaled down to, if any.</summary>
    public Option<double> MaximumGradientNorm { get; }

    /// <summary>A checked specification.</summary>
    public static Validation<SpecError, AdamSpec> Create(
        double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0, Option<double> maximumGradientNorm =
            default) =>
        SpecRules.Validate(
            () => new AdamSpec(beta1, beta2, epsilon, weightDecay, maximumGradientNorm),
            SpecRules.Fraction(Setting.Beta1, beta1),
            SpecRules.Fraction(Setting.Beta2, beta2),
            SpecRules.Positive(Setting.Epsilon, epsilon),
            SpecRules.NotNegative(Setting.WeightDecay, weightDecay),
            maximumGradientNorm.Bind(norm => SpecRules.Positive(Setting.MaximumGradientNorm, norm)));

    /// <summary>1 / (1 − βᵗ) for both moments after <paramref name="step"/> + 1 updates, the factors that remove their bias towards
    /// 0.</summary>
    public (double First, double Second) BiasCorrections(long step) =>
        (1 / (1 - Power(Beta1, step + 1)), 1 / (1 - Power(Beta2, step + 1)));

    private static double Power(double beta, long exponent) => PortableMath.Pow(beta, (int)Math.Min(exponent, int.MaxValue));
}

/// <summary>
/// Ends the last phase of a training when rows that it does not learn from get no better, and keeps the parameters that were
/// best for them.
/// </summary>
/// <param name="Patience">Epochs without a lower validation objective after which the training ends.</param>
/// <param name="ValidationShare">The share of the training rows that is held out, above 0 and below 1.</param>
public sealed record EarlyStopping(int Patience, double ValidationShare)
{
    /// <summary>The share that is held out where none is given.</summary>
    public const double UsualShare = 0.1;

    /// <summary>How many of so many rows are held out: the share rounded down, but at least one, and never all.</summary>
    public int ValidationRows(int rows) => Math.Min(rows - 1, Math.Max(1, (int)(ValidationShare * rows)));

    internal Option<SpecError> PatienceError => SpecRules.Within(Setting.Patience, Patience, 1);

    internal Option<SpecError> ShareError => SpecRules.Positive(Setting.ValidationShare, ValidationShare)
        || SpecRules.Fraction(Setting.ValidationShare, ValidationShare);
}
