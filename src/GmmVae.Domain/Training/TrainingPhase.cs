using GmmVae.Domain.Clustering;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Models;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Training;

/// <summary>
/// A part of a training with an objective of its own: what learns, what is minimised, which views are seen, how long and how
/// often. Every phase starts a fresh optimizer, and its schedules run over its own steps.
/// </summary>
public sealed record TrainingPhase
{
    /// <summary>The observation as it is and a changed one.</summary>
    private const int CleanAndStrong = 2;

    private TrainingPhase()
    {
    }

    /// <summary>Which parameters learn.</summary>
    public LearningScope Scope { get; private init; }

    /// <summary>
    /// Whether a cluster head with more outputs than clusters has each of them for a cluster of its own, which are grouped into
    /// the clusters when the phase ends. Only the first phase does.
    /// </summary>
    public bool FindsCandidates { get; private init; }

    /// <summary>Passes over the training split.</summary>
    public int Epochs { get; private init; } = 1;

    /// <summary>
    /// How often the phase is trained, from another start each time: the one whose clusters, or groups of candidates, have the
    /// most <see cref="CandidateGroups.Information"/> is kept, or where there is no <see cref="ClusterObjectiveSpec">C</see> the one whose
    /// last epoch has the lowest objective. Only the first phase has more than one.
    /// </summary>
    public int Restarts { get; private init; } = 1;

    /// <summary>The optimizer's step size.</summary>
    public Schedule LearningRate { get; private init; } = new Schedule.Constant(1e-3);

    /// <summary>The weight of the reconstruction.</summary>
    public Schedule Reconstruction { get; private init; } = new Schedule.Constant(1);

    /// <summary>The weight β of every other term of the bound.</summary>
    public Schedule PriorWeight { get; private init; } = new Schedule.Constant(1);

    /// <summary>Whether the cluster prior is part of the objective at all.</summary>
    public bool ClusterPriorTerm { get; private init; } = true;

    /// <summary>C and its weight λ.</summary>
    public ClusterObjectiveSpec Clusters { get; private init; } = ClusterObjectiveSpec.Nothing;

    /// <summary>The weight of <see cref="HeadAgreement"/>, times β; summed over the clean and the strong view.</summary>
    public double HeadAgreement { get; private init; }

    /// <summary>Where the target assignment comes from.</summary>
    public TeacherSpec Teacher { get; private init; } = new TeacherSpec.None();

    /// <summary>How an observation is augmented into the strong view, which the model sees beside the clean one.</summary>
    public AugmentationSpec StrongAugmentation { get; private init; } = new AugmentationSpec.None();

    /// <summary>How an observation is augmented into the weak view, which only a moving-average teacher sees.</summary>
    public AugmentationSpec WeakAugmentation { get; private init; } = new AugmentationSpec.None();

    /// <summary>The weight of <see cref="SupervisionTerm"/>; with 0 known classes are not read.</summary>
    public double Supervision { get; private init; }

    /// <summary>Whether known classes are part of the objective.</summary>
    public bool IsSupervised => Supervision > 0;

    /// <summary>Whether C is part of the objective.</summary>
    public bool HasClusters => !Clusters.Weight.IsZero;

    /// <summary>Whether the agreement of the head with Bayes' rule is part of the objective.</summary>
    public bool HasHeadAgreement => HeadAgreement > 0 && !PriorWeight.IsZero;

    /// <summary>Whether a target assignment is wanted: views, teacher and head matter only then.</summary>
    public bool HasTarget => HasClusters || HasHeadAgreement;

    /// <summary>Whether the model sees a strong view.</summary>
    public bool HasStrongView => HasTarget && StrongAugmentation is not AugmentationSpec.None;

    /// <summary>Whether the teacher sees a weak view.</summary>
    public bool HasWeakView => HasMovingTeacher && WeakAugmentation is not AugmentationSpec.None;

    /// <summary>Whether the teacher has weights of its own.</summary>
    public bool HasMovingTeacher => HasTarget && Teacher is TeacherSpec.MovingAverage;

    /// <summary>Rows that the model sees for each observation: the clean one, and beside it the strong view if there is one.</summary>
    public int Views => HasStrongView ? CleanAndStrong : 1;

    /// <summary>Whether a term of the bound is computed: it is not where its weight is 0 throughout.</summary>
    public bool Has(LossTerm term) => !(term == LossTerm.Reconstruction ? Reconstruction : PriorWeight).IsZero;

    /// <summary>The weight of a term of the bound at a step of the phase.</summary>
    public double Weight(LossTerm term, long step, long steps) => term switch
    {
        LossTerm.Reconstruction => Reconstruction.At(step, steps),
        LossTerm.ClusterPrior when !ClusterPriorTerm => 0,
        _ => PriorWeight.At(step, steps),
    };

    /// <summary>A checked phase that minimises the bound: all parameters, no augmentation.</summary>
    public static Validation<SpecError, TrainingPhase> Bound(
        int epochs, Schedule learningRate, Schedule priorWeight, bool clusterPriorTerm, double supervision = 0) =>
        Create(epochs, learningRate, new Schedule.Constant(1), priorWeight, clusterPriorTerm, ClusterObjectiveSpec.Nothing,
            supervision: supervision);

    /// <summary>A checked phase. C's weights may still be an unchecked result: its errors join in.</summary>
    public static Validation<SpecError, TrainingPhase> Create(
        int epochs,
        Schedule learningRate,
        Schedule reconstruction,
        Schedule priorWeight,
        bool clusterPriorTerm,
        Validation<SpecError, ClusterObjectiveSpec> clusters,
        double headAgreement = 0,
        TeacherSpec? teacher = null,
        AugmentationSpec? strongAugmentation = null,
        AugmentationSpec? weakAugmentation = null,
        LearningScope scope = LearningScope.All,
        int restarts = 1,
        bool findsCandidates = false,
        double supervision = 0)
    {
        var target = teacher ?? new TeacherSpec.None();
        var (strong, weak) = (strongAugmentation ?? new AugmentationSpec.None(), weakAugmentation ?? new AugmentationSpec.None());
        var rules = SpecRules.All(
            SpecRules.Within(Setting.Epochs, epochs, 1),
            learningRate.Error(Setting.LearningRate),
            reconstruction.Error(Setting.ReconstructionWeight),
            priorWeight.Error(Setting.WarmUpEpochs),
            SpecRules.NotNegative(Setting.AgreementWeight, headAgreement),
            SpecRules.NotNegative(Setting.LabelWeight, supervision),
            target.Error,
            SpecRules.Within(Setting.Restarts, restarts, 1, 1000));
        return (clusters, rules).Apply((objective, _) => new TrainingPhase
        {
            Scope = scope,
            FindsCandidates = findsCandidates,
            Epochs = epochs,
            Restarts = restarts,
            LearningRate = learningRate,
            Reconstruction = reconstruction,
            PriorWeight = priorWeight,
            ClusterPriorTerm = clusterPriorTerm,
            Clusters = objective,
            HeadAgreement = headAgreement,
            Teacher = target,
            StrongAugmentation = strong,
            WeakAugmentation = weak,
            Supervision = supervision,
        }).Bind(phase => SpecRules.Validate(() => phase, phase.Contradiction));
    }

    private Option<SpecError> Contradiction => this switch
    {
        { HasTarget: true, Teacher: TeacherSpec.None } => new SpecError(Setting.Teacher, $"the clustering objective needs a teacher"),
        { HasTarget: false } when !Has(LossTerm.Reconstruction) && PriorWeight.IsZero =>
            new SpecError(Setting.Preset, $"a phase without any objective"),
        { IsSupervised: true, FindsCandidates: true } =>
            new SpecError(Setting.LabelWeight, $"is for clusters, which a phase that finds candidates does not have yet"),
        { FindsCandidates: true, Scope: not LearningScope.TrunkAndClusterHead } =>
            new SpecError(Setting.Preset, $"a phase that finds candidates trains the cluster head alone"),
        { Scope: LearningScope.TrunkAndClusterHead, HasClusters: false } =>
            new SpecError(Setting.Preset, $"a phase that trains the cluster head needs the clustering objective"),
        _ => None,
    };
}

/// <summary>Which parameters a training phase changes.</summary>
public enum LearningScope
{
    /// <summary>All of the model's.</summary>
    All,

    /// <summary>Those of the encoder's trunk and of the cluster head; the other networks stay at their start and are not
    /// computed.</summary>
    TrunkAndClusterHead,
}

/// <summary>What learning scopes include.</summary>
internal static class LearningScopes
{
    /// <summary>Whether a scope has a parameter or running statistic, by its name.</summary>
    public static bool Includes(this LearningScope scope, string parameter) => scope == LearningScope.All
        || parameter.StartsWith("encoder.", StringComparison.Ordinal)
        || parameter.StartsWith("cluster.", StringComparison.Ordinal);
}

/// <summary>One go at one phase: what a training is made of, one after another.</summary>
/// <param name="Phase">The phase, from 0.</param>
/// <param name="Restart">Which go at the phase, from 0.</param>
/// <param name="FirstEpoch">The epochs of the whole training before it.</param>
/// <param name="Epochs">Its own epochs.</param>
public readonly record struct TrainingStage(int Phase, int Restart, int FirstEpoch, int Epochs);
