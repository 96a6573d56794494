using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>The groups of candidates in a model's state.</summary>
internal sealed class CandidateGrouping(GaussianMixtureSpec spec, ParameterStore store)
{
    /// <summary>How the candidates belong together, by what was seen of them.</summary>
    public CandidateGroups Found => CandidateGroups.Of(store[ClusterHead.Joint], spec.Candidates, spec.Clusters);

    /// <summary>Whether the groups that were made have equal shares.</summary>
    public bool AreEven
    {
        get
        {
            var shares = store[ClusterHead.Shares];
            return !shares.ContainsAnyExcept(shares[0]);
        }
    }

    /// <summary>
    /// Makes groups of what was found; where those are about even, as many candidates for each cluster and equal shares.
    /// </summary>
    public void Group()
    {
        var found = Found;
        var members = store[ClusterHead.Members];
        var shares = store[ClusterHead.Shares];
        members.Clear();
        for (var i = 0; i < spec.Candidates; i++)
            members[(i * spec.Clusters) + (found.AreEven ? i % spec.Clusters : found.Members[i])] = 1;
        for (var k = 0; k < spec.Clusters; k++)
            shares[k] = (float)(found.AreEven ? 1.0 / spec.Clusters : found.Shares[k]);
    }
}
