namespace GmmVae.Domain;

/// <summary>
/// What a user can set, by its meaning: an error says which setting it is about with one of these, and whoever shows the error calls the
/// setting as its own user does (<see cref="ErrorText"/>): by an option of the command line, or by a property.
/// </summary>
public enum Setting
{
    /// <summary>The kind of model.</summary>
    Model,

    /// <summary>The data source.</summary>
    Data,

    /// <summary>The options to start from.</summary>
    Preset,

    /// <summary>The saved model whose parameters a training starts from.</summary>
    StartFrom,

    /// <summary>Dimensions of the code.</summary>
    Latent,

    /// <summary>Dimensions of the noise inside a cluster.</summary>
    Style,

    /// <summary>The number of clusters K, or that it is to be chosen.</summary>
    Clusters,

    /// <summary>π, the prior shares of the clusters.</summary>
    ClusterWeights,

    /// <summary>The shape of the covariances of a Gaussian mixture.</summary>
    Covariance,

    /// <summary>τ, up to which the cluster prior is ignored.</summary>
    Threshold,

    /// <summary>That the cluster prior is left out of the objective.</summary>
    NoClusterPrior,

    /// <summary>Hidden widths of the encoder.</summary>
    Hidden,

    /// <summary>Hidden widths of the decoder.</summary>
    DecoderHidden,

    /// <summary>Hidden widths of the network from style to components.</summary>
    PriorHidden,

    /// <summary>Convolutions of the encoder.</summary>
    Convolutions,

    /// <summary>Transposed convolutions of the decoder.</summary>
    DecoderConvolutions,

    /// <summary>The gain of the components' layers.</summary>
    PriorGain,

    /// <summary>That the encoder has no batch normalisation.</summary>
    NoBatchNorm,

    /// <summary>The distribution of an observation given its code.</summary>
    Likelihood,

    /// <summary>The variance of a Gaussian likelihood, or where it starts.</summary>
    Variance,

    /// <summary>What is done with missing values.</summary>
    Missing,

    /// <summary>Bayes' rule, or a head on the encoder.</summary>
    Responsibilities,

    /// <summary>Monte-Carlo samples for each observation.</summary>
    Samples,

    /// <summary>The range of the posteriors' log-variances.</summary>
    PosteriorBounds,

    /// <summary>The range of the components' log-variances.</summary>
    PriorBounds,

    /// <summary>Passes over the training split.</summary>
    Epochs,

    /// <summary>A limit on the number of steps.</summary>
    Steps,

    /// <summary>Epochs without a better objective after which a training ends.</summary>
    Patience,

    /// <summary>The share of the training rows that is held out for that.</summary>
    ValidationShare,

    /// <summary>Observations a step.</summary>
    Batch,

    /// <summary>Equal parts of a batch.</summary>
    Shards,

    /// <summary>Rows of a block of the data that are visited together.</summary>
    ShuffleBlock,

    /// <summary>Rows of the test split that are measured at most.</summary>
    EvaluationRows,

    /// <summary>The seed of all randomness.</summary>
    Seed,

    /// <summary>The optimizer's step size.</summary>
    LearningRate,

    /// <summary>Epochs over which the weight of the prior terms grows.</summary>
    WarmUpEpochs,

    /// <summary>The decay of Adam's first moment.</summary>
    Beta1,

    /// <summary>The decay of Adam's second moment.</summary>
    Beta2,

    /// <summary>Added to the root of Adam's second moment.</summary>
    Epsilon,

    /// <summary>Decoupled weight decay.</summary>
    WeightDecay,

    /// <summary>The norm that gradients are clipped to.</summary>
    MaximumGradientNorm,

    /// <summary>The weight of the reconstruction in a phase; only a file tells it.</summary>
    ReconstructionWeight,

    /// <summary>The weight of known classes.</summary>
    LabelWeight,

    /// <summary>The changes to the clustering preset, all together.</summary>
    Clustering,

    /// <summary>Outputs of the cluster head for each cluster.</summary>
    CandidatesPerCluster,

    /// <summary>Passes over the data each time that candidates are sought.</summary>
    CandidateEpochs,

    /// <summary>The weight of the balance of the candidates.</summary>
    CandidateBalanceWeight,

    /// <summary>How often the first phase is trained.</summary>
    Restarts,

    /// <summary>Passes over the data in each start.</summary>
    StartEpochs,

    /// <summary>That observations are not changed into other views.</summary>
    NoAugmentation,

    /// <summary>How observations are changed into other views.</summary>
    Views,

    /// <summary>The weight of the clustering objective, λ.</summary>
    ClusterWeight,

    /// <summary>The weight of the strong view's consistency.</summary>
    ConsistencyWeight,

    /// <summary>The weight of the clean view's consistency.</summary>
    CleanWeight,

    /// <summary>The weight of the assignment entropy.</summary>
    EntropyWeight,

    /// <summary>The weight of the balance.</summary>
    BalanceWeight,

    /// <summary>How far the mean assignment may be from the prior at no cost.</summary>
    BalanceHinge,

    /// <summary>The weight of the head's agreement with Bayes' rule.</summary>
    AgreementWeight,

    /// <summary>The main phase's teacher.</summary>
    Teacher,

    /// <summary>The temperature of the teacher's assignment.</summary>
    TeacherTemperature,

    /// <summary>The greatest decay of a teacher that is an average.</summary>
    TeacherDecay,

    /// <summary>The angle of views of pictures; this and the other parts of views only a file tells.</summary>
    ViewRotation,

    /// <summary>The magnification of views of pictures.</summary>
    ViewScale,

    /// <summary>The shear of views of pictures.</summary>
    ViewShear,

    /// <summary>How far views are moved.</summary>
    ViewShift,

    /// <summary>How far views of pictures are warped.</summary>
    ViewElasticity,

    /// <summary>Points of the grid that views of pictures are warped by.</summary>
    ViewGrid,

    /// <summary>The noise of views.</summary>
    ViewNoise,

    /// <summary>The probability of each feature of a view to be set to 0.</summary>
    ViewDropout,

    /// <summary>The folder that is written.</summary>
    OutputFolder,

    /// <summary>The file that is written.</summary>
    OutputFile,

    /// <summary>That what is in the output's place is replaced.</summary>
    Force,

    /// <summary>Going on with a run.</summary>
    Resume,

    /// <summary>After how many steps a checkpoint is saved.</summary>
    CheckpointEvery,

    /// <summary>Threads that compute.</summary>
    Threads,

    /// <summary>What computes: the library's own engine, or TorchSharp.</summary>
    Engine,

    /// <summary>Where it computes: on the processor, or on a GPU.</summary>
    Device,

    /// <summary>How long processes wait for one that is silent.</summary>
    RankTimeout,

    /// <summary>The seeds of a study.</summary>
    Seeds,

    /// <summary>That baselines are scored beside the runs of a study.</summary>
    Baselines,

    /// <summary>Training rows that baselines are fitted to at most.</summary>
    BaselineRows,

    /// <summary>As what a model is exported.</summary>
    Format,

    /// <summary>That an export has histograms.</summary>
    Histograms,

    /// <summary>Ordinary rows that scores are compared with.</summary>
    Reference,

    /// <summary>The number of samples.</summary>
    Count,

    /// <summary>What the noise of samples is multiplied by.</summary>
    Temperature,

    /// <summary>The cluster that samples are of.</summary>
    Cluster,

    /// <summary>What the n-th samples of clusters have in common.</summary>
    Noise,

    /// <summary>A grid of styles through one cluster.</summary>
    Sweep,

    /// <summary>The mean observation of each cluster.</summary>
    Means,

    /// <summary>Rows that stand for each cluster.</summary>
    Representatives,

    /// <summary>The way from one row's code to another's.</summary>
    Interpolate,

    /// <summary>What each dimension of the code changes.</summary>
    Traverse,

    /// <summary>The column of a table that holds labels.</summary>
    LabelColumn,
    /// <summary>The columns of a table that are features.</summary>
    Columns,
    /// <summary>The columns of a table that are passed over.</summary>
    IgnoreColumns,
    /// <summary>What stands between the cells of a table.</summary>
    Delimiter,
    /// <summary>That the columns of the input come first in the output.</summary>
    KeepColumns,
}
