namespace GmmVae.Domain;

/// <summary>The names of a model's graph inputs and outputs that engines fill and read.</summary>
public static class GraphNames
{
    /// <summary>Observations, [batch, features].</summary>
    public const string Data = "data";

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

    /// <summary>The sum of the squares of all gradients, a scalar, where they are clipped.</summary>
    public const string SquaredGradientNorm = "squaredGradientNorm";

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
