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

    /// <summary>
    /// The state that holds, as a moving average over steps, how often one candidate is assigned to an observation and another
    /// to its strong view, [candidates, candidates]; the sum is the batch.
    /// </summary>
    public const string Joint = "groups.joint";

    private const double JointDecay = 0.99;

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
    public static Sym LogPrior(NetworkBuilder network, GaussianMixtureSpec spec)
    {
        if (!spec.HasCandidates)
            return network.Graph.Constant(spec.ClusterPrior.LogWeights);
        JointOf(network, spec);
        return network.State(Shares, Shape.Of(spec.Clusters), new Initializer.Fill(1.0 / spec.Clusters)).Log();
    }

    /// <summary>Whether a state is one of those that groups are made of.</summary>
    public static bool IsOfGroups(string name) => name is Members or Shares or Joint;

    /// <summary>Moves <see cref="Joint"/> by a batch of the clean and the last view's candidates.</summary>
    internal static void FollowJoint(NetworkBuilder network, GaussianMixtureSpec spec, ClusterInference clusters) =>
        network.Graph.Within("groups", () =>
        {
            var candidates = TeacherNetwork.Head(clusters).Exp();
            var together = candidates.View(0, clusters.Views).MatMul(candidates.View(clusters.Views - 1, clusters.Views), transposeLeft: true);
            network.Replace(Joint, (JointOf(network, spec) * JointDecay) + (together * (1 - JointDecay)));
            return LanguageExt.Prelude.unit;
        });

    private static Sym JointOf(NetworkBuilder network, GaussianMixtureSpec spec) =>
        network.State(Joint, Shape.Of(spec.Candidates, spec.Candidates), new Initializer.Fill(0));
}
