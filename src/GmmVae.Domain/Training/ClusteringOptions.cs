namespace GmmVae.Domain;

/// <summary>
/// The clustering training as presets and users write it, not yet checked: first the trunk and the cluster head alone, several
/// times, then the whole model from the best of those starts.
/// </summary>
public sealed record ClusteringOptions
{
    /// <summary>How often the first phase is trained, from fresh parameters each time.</summary>
    public int Restarts { get; init; } = 3;

    /// <summary>Passes over the training split in each start.</summary>
    public int StartEpochs { get; init; } = 2;

    /// <summary>
    /// The outputs of the cluster head for each cluster. With more than one, a phase before the others finds so many candidates
    /// and groups them into the clusters, which makes clusters of unequal size possible; 1 takes them for equal, or as given.
    /// </summary>
    public int CandidatesPerCluster { get; init; } = 1;

    /// <summary>Passes over the training split in each restart while candidates are sought.</summary>
    public int CandidateEpochs { get; init; } = 5;

    /// <summary>The weight of the balance of the candidates.</summary>
    public double CandidateBalance { get; init; } = 1;

    /// <summary>Whether observations are changed into other views at all.</summary>
    public bool Augmentation { get; init; } = true;

    /// <summary>The strong view of candidates and starts.</summary>
    public ViewOptions StartView { get; init; } = new ViewOptions.None();

    /// <summary>The strong view of the main phase.</summary>
    public ViewOptions StrongView { get; init; } = new ViewOptions.None();

    /// <summary>The weak view, which the main phase's teacher sees beside the clean one.</summary>
    public ViewOptions WeakView { get; init; } = new ViewOptions.None();

    /// <summary>The main phase's teacher.</summary>
    public TeacherSpec Teacher { get; init; } = new TeacherSpec.MovingAverage(0.995, 0.5);

    /// <summary>The weight λ of C in the main phase; it is 1 before, where there is nothing else.</summary>
    public double Weight { get; init; } = 100;

    /// <summary>The weight of the strong view's consistency in both phases.</summary>
    public double Consistency { get; init; } = 1;

    /// <summary>The weight of the clean view's consistency in the main phase.</summary>
    public double Clean { get; init; } = 0.5;

    /// <summary>The weight of the assignment entropy.</summary>
    public double Entropy { get; init; } = 0.2;

    /// <summary>The weight of the balance of the clusters.</summary>
    public double Balance { get; init; } = 2;

    /// <summary>How far the main phase's mean assignment may be from the prior at no cost, in nats.</summary>
    public double Hinge { get; init; }

    /// <summary>The weight of the head's agreement with Bayes' rule in the main phase, times β.</summary>
    public double Agreement { get; init; } = 50;
}
