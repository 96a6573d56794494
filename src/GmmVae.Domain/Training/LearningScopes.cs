namespace GmmVae.Domain;

/// <summary>What learning scopes include.</summary>
public static class LearningScopes
{
    /// <summary>Whether a scope has a parameter or running statistic, by its name.</summary>
    public static bool Includes(this LearningScope scope, string parameter) => scope == LearningScope.All
        || parameter.StartsWith("encoder.", StringComparison.Ordinal)
        || parameter.StartsWith("cluster.", StringComparison.Ordinal);
}
