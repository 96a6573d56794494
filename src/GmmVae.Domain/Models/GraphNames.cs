namespace GmmVae.Domain.Models;

/// <summary>The names of a model's graph inputs and outputs that engines fill and read.</summary>
internal static class GraphNames
{
    /// <summary>
    /// Observations, [batch, features]; in a training phase with a strong view [batch·2, features], each observation as it is
    /// and then changed.
    /// </summary>
    public const string Data = "data";

    /// <summary>The weak view that only a teacher sees, [batch, features].</summary>
    public const string WeakView = "weak view";

    /// <summary>How often two views of an observation are assigned to two candidates, [candidates, candidates].</summary>
    public const string CandidateJoint = "candidate joint";

    /// <summary>The scalar input that holds the decay of the teacher's moving average.</summary>
    public const string TeacherDecay = "teacher decay";

    /// <summary>The scalar input that holds the weight λ of the clustering objective.</summary>
    public const string ClusterWeight = "weight of the cluster objective";

    /// <summary>The scalar input that holds the weight of the agreement of head and Bayes' rule.</summary>
    public const string AgreementWeight = "weight of the head agreement";

    /// <summary>One-hot clusters to sample from, [batch, clusters].</summary>
    public const string Cluster = "cluster";

    /// <summary>Standard normal noise of the code, [batch·samples, latent].</summary>
    public const string CodeNoise = "code noise";

    /// <summary>Standard normal noise of the style, [batch·samples, style].</summary>
    public const string StyleNoise = "style noise";

    /// <summary>The objective, a scalar.</summary>
    public const string Objective = "objective";

    /// <summary>The negative ELBO: a scalar in training, [batch] in evaluation.</summary>
    public const string Total = "total";

    /// <summary>KL of the batch's mean assignment to π, a scalar.</summary>
    public const string BatchMeanKl = "batchMeanKl";

    /// <summary>KL of the target to the views' assignments, a scalar.</summary>
    public const string Consistency = "consistency";

    /// <summary>The mean entropy of the views' assignments, a scalar.</summary>
    public const string AssignmentEntropy = "assignmentEntropy";

    /// <summary>KL of the mean assignment over all views to π, above its hinge, a scalar.</summary>
    public const string Balance = "balance";

    /// <summary>C, a scalar.</summary>
    public const string ClusterObjective = "clusterObjective";

    /// <summary>KL of the target to the assignment that the mixture prior implies, a scalar.</summary>
    public const string HeadAgreement = "headAgreement";

    /// <summary>Known classes as one-hot clusters, zeros in rows whose class is not known, [batch, clusters].</summary>
    public const string KnownClusters = "known clusters";

    /// <summary>The cross-entropy of the responsibilities for known classes, a scalar: its sum over the batch by the batch's
    /// rows.</summary>
    public const string Supervision = "supervision";

    /// <summary>The sum of the squares of all gradients, a scalar, where they are clipped.</summary>
    public const string SquaredGradientNorm = "squaredGradientNorm";

    /// <summary>The log weights of the importance-weighted bound in nats, [batch·samples].</summary>
    public const string LogWeights = "logWeights";

    /// <summary>The mean code, [batch, latent].</summary>
    public const string Code = "code";

    /// <summary>The mean style, [batch, style].</summary>
    public const string Style = "style";

    /// <summary>Cluster probabilities at the mean code and style by the model's own rule, [batch, clusters].</summary>
    public const string Responsibilities = "responsibilities";

    /// <summary>Cluster probabilities at the mean code and style by Bayes' rule, [batch, clusters].</summary>
    public const string BayesResponsibilities = "bayesResponsibilities";

    /// <summary>Cluster probabilities of the sampled code and style, averaged over samples, [batch, clusters].</summary>
    public const string SampledResponsibilities = "sampledResponsibilities";

    /// <summary>The expected observation given the mean code, [batch, features].</summary>
    public const string Expectation = "expectation";

    /// <summary>A generated observation: its expectation given the sampled code, [batch, features].</summary>
    public const string Sample = "sample";

    /// <summary>The scalar input that holds the weight of a term.</summary>
    public static string Weight(LossTerm term) => $"weight of {term.Words()}";

    /// <summary>The output that shows a running statistic's next value before it replaces the present one.</summary>
    public static string Moved(string statistic) => $"moved {statistic}";

    /// <summary>The output that holds the gradient of a parameter.</summary>
    public static string Gradient(string parameter) => $"gradient.{parameter}";
}
