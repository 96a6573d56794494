namespace GmmVae.Domain;

/// <summary>Where the documentation says more of a failure: an entry of <c>docs/faq.md</c>, in the repository and in each
/// package.</summary>
internal static class Faq
{
    /// <summary>Few clusters hold all rows.</summary>
    public const string Collapse = Page + "#collapse";

    /// <summary>Some clusters hold no rows.</summary>
    public const string UnusedClusters = Page + "#unused-clusters";

    /// <summary>The cluster prior's threshold is beyond what the term can reach.</summary>
    public const string ThresholdTooHigh = Page + "#threshold-too-high";

    /// <summary>A training came to numbers beyond use.</summary>
    public const string Divergence = Page + "#divergence";

    /// <summary>Values that are not there, or no numbers.</summary>
    public const string MissingValues = Page + "#missing-values";

    /// <summary>More than this machine, or an array, holds.</summary>
    public const string Memory = Page + "#memory";

    private const string Page = "docs/faq.md";
}
