namespace GmmVae.Domain;

/// <summary>
/// The linear head on the encoder's trunk that assigns clusters, q(z|y), and the prior over them, π. With more outputs than
/// clusters, q(z=k|y) is the sum over the candidates of group k.
/// </summary>
public static class ClusterHead
{
    /// <summary>The state that holds which group a candidate is in, one-hot, [candidates, clusters]; equal parts before they are grouped.</summary>
    public const string Members = "groups.members";

    /// <summary>The state that holds π, the groups' shares of the data, [clusters].</summary>
    public const string Shares = "groups.shares";

    /// <summary>Keeps the logarithm of a group finite whose candidates all underflow.</summary>
    private const double Smallest = 1e-30;

    /// <summary>ln of the head's outputs, [rows, width] to [rows, candidates].</summary>
    public static Sym LogCandidates(NetworkBuilder network, GaussianMixtureSpec spec, Sym trunk) =>
        network.Graph.Within("responsibilities", () => RecognitionNetwork.Linear(network, "cluster", trunk, spec.Candidates).LogSoftmax());

    /// <summary>ln q(z|y): [rows, candidates] to [rows, clusters].</summary>
    public static Sym LogClusters(NetworkBuilder network, GaussianMixtureSpec spec, Sym logCandidates) => spec.HasCandidates
        ? network.Graph.Within("groups", () =>
        {
            var members = network.State(Members, Shape.Of(spec.Candidates, spec.Clusters), new Initializer.Fill(1.0 / spec.Clusters));
            return logCandidates.Exp().MatMul(members).Maximum(network.Graph.Constant(Smallest)).Log();
        })
        : logCandidates;

    /// <summary>ln π, [clusters].</summary>
    public static Sym LogPrior(NetworkBuilder network, GaussianMixtureSpec spec) => spec.HasCandidates
        ? network.State(Shares, Shape.Of(spec.Clusters), new Initializer.Fill(1.0 / spec.Clusters)).Log()
        : network.Graph.Constant(spec.ClusterPrior.LogWeights);

    /// <summary>Whether a state is one of those that groups are made of.</summary>
    public static bool IsOfGroups(string name) => name is Members or Shares;
}
