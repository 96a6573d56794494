using GmmVae.Domain.Graphs;
using GmmVae.Domain.Numerics;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Clustering;

/// <summary>Candidate clusters put together into clusters.</summary>
/// <param name="Members">The group of each candidate, [candidates]; groups are numbered by their first candidate unless by classes.</param>
/// <param name="Shares">The share of the data of each group, above 0 and summing to 1.</param>
/// <param name="Information">
/// What the group of one of a pair of observations that belong together tells about the candidate of the other: their mutual
/// information, in nats, at least 0.
/// </param>
internal sealed record CandidateGroups(Arr<int> Members, Arr<double> Shares, double Information)
{
    /// <summary>The least share of a group, as a part of an equal one: ln π must be finite.</summary>
    private const double LeastShare = 0.01;

    /// <summary>A group of less than this part of an equal candidate's share is merged first.</summary>
    private const double LightShare = 0.05;

    private const double EvenDivergence = 0.02;

    /// <summary>
    /// Whether the groups are of about equal size: KL(shares ‖ uniform) of at most 0.02 nats, which is shares that differ by a
    /// fifth. Groups of equal classes come out so far apart.
    /// </summary>
    public bool AreEven => Shares.Sum(share => share * PortableMath.Log(share * Shares.Count)) <= EvenDivergence;

    /// <summary>
    /// The groups that belong together most often for their sizes: from single candidates on, the two with the greatest lift
    /// P(a, b) / (p_a p_b) are merged, where P is the share of pairs that have one observation in each, until so many groups are left. The
    /// lift tells how many times more often the two are met in a pair than by chance, so a small group is merged no sooner
    /// than a large one. A group of less than a twentieth of an equal candidate's share says too little about itself to stand alone: it is
    /// merged first.
    /// </summary>
    /// <param name="joint">How often one of a pair is assigned to a candidate and the other to another, at least 0, on any scale,
    /// [candidates · candidates].</param>
    /// <param name="sizes">How many of the observations each candidate has, at least 0, on any scale, [candidates]: not all may be in as
    /// many pairs.</param>
    /// <param name="groups">The number of groups wanted.</param>
    /// <exception cref="ArgumentException">The joint has another size, or a number is negative or not finite, or there are fewer
    /// candidates than groups.</exception>
    public static CandidateGroups Of(ReadOnlySpan<double> joint, ReadOnlySpan<double> sizes, int groups)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sizes.Length, groups, nameof(groups));
        foreach (var size in sizes)
            if (!(size >= 0 && double.IsFinite(size)))
                throw new ArgumentException($"The size of a candidate is {size}.", nameof(sizes));
        var rows = Symmetric(joint, sizes.Length);
        var members = Merge(rows, sizes.ToArray(), groups);
        return new CandidateGroups(toArray(members), SharesOf(members, sizes, groups), InformationOf(rows, members, groups));
    }

    /// <summary>
    /// The same groups with the numbers of the classes that they match best, one to one; groups that match no class take the numbers
    /// that are left, in order.
    /// </summary>
    /// <param name="groupOf">The group of each observation whose class is known.</param>
    /// <param name="classOf">Its class, below the number of groups.</param>
    /// <exception cref="ArgumentException">There are no observations, the lengths differ, or a group matches a class that has no group's
    /// number.</exception>
    public CandidateGroups NumberedBy(ReadOnlySpan<int> groupOf, ReadOnlySpan<int> classOf)
    {
        var label = ClusterAccuracy.Hungarian(groupOf, classOf, Shares.Count).LabelOfCluster;
        if (label.Exists(number => number >= Shares.Count))
            throw new ArgumentException($"There are more classes than {Shares.Count} groups.", nameof(classOf));
        var free = new Queue<int>(Enumerable.Range(0, Shares.Count).Where(number => !label.Contains(number)));
        var number = System.Array.ConvertAll(label.ToArray(), matched => matched >= 0 ? matched : free.Dequeue());
        var shares = new double[number.Length];
        for (var group = 0; group < number.Length; group++)
            shares[number[group]] = Shares[group];
        return this with { Members = Members.Map(group => number[group]), Shares = toArray(shares) };
    }

    /// <summary>The joint of both orders, summing to 1 (or 0), a row for each candidate.</summary>
    private static double[][] Symmetric(ReadOnlySpan<double> joint, int candidates)
    {
        if (joint.Length != candidates * candidates)
            throw new ArgumentException($"{joint.Length} numbers are not a joint of {candidates} candidates.", nameof(joint));
        var total = 0.0;
        for (var i = 0; i < joint.Length; i++)
            total += joint[i] >= 0 && double.IsFinite(joint[i])
                ? joint[i]
                : throw new ArgumentException($"The joint of candidates {i / candidates} and {i % candidates} is {joint[i]}.",
                    nameof(joint));
        var rows = new double[candidates][];
        for (var i = 0; i < candidates; i++)
        {
            rows[i] = new double[candidates];
            for (var j = 0; j < candidates && total > 0; j++)
                rows[i][j] = (joint[(i * candidates) + j] + joint[(j * candidates) + i]) / 2 / total;
        }

        return rows;
    }

    /// <summary>The group of each candidate after merging, numbered by its first candidate.</summary>
    private static int[] Merge(double[][] rows, double[] sizes, int groups)
    {
        var members = Enumerable.Range(0, rows.Length).ToArray();
        var left = Enumerable.Range(0, rows.Length).ToList();
        var pairs = System.Array.ConvertAll(rows, row => row.ToArray());
        var mass = System.Array.ConvertAll(rows, row => row.Sum());
        var light = LightShare * sizes.Sum() / rows.Length;
        while (left.Count > groups)
        {
            var lightest = left.MinBy(group => sizes[group]);
            var (into, from) = sizes[lightest] < light ? Ordered(lightest, Nearest(lightest).Group) : NearestPair();
            for (var other = 0; other < rows.Length; other++)
                pairs[into][other] += pairs[from][other];
            for (var other = 0; other < rows.Length; other++)
                pairs[other][into] += pairs[other][from];
            mass[into] += mass[from];
            sizes[into] += sizes[from];
            left.Remove(from);
            for (var i = 0; i < members.Length; i++)
                if (members[i] == from)
                    members[i] = into;
        }

        return System.Array.ConvertAll(members, left.IndexOf);

        (int Into, int From) NearestPair()
        {
            var found = left.Select(group => (One: group, Other: Nearest(group))).MaxBy(pair => pair.Other.Lift);
            return Ordered(found.One, found.Other.Group);
        }

        (int Group, double Lift) Nearest(int group)
        {
            var (nearest, best) = (-1, double.NegativeInfinity);
            foreach (var other in left)
                if (other != group && Lift(group, other) is var lift && lift > best)
                    (nearest, best) = (other, lift);
            return (nearest, best);
        }

        double Lift(int one, int other) => pairs[one][other] > 0 ? pairs[one][other] / (mass[one] * mass[other]) : 0;

        static (int, int) Ordered(int one, int other) => (Math.Min(one, other), Math.Max(one, other));
    }

    private static Arr<double> SharesOf(int[] members, ReadOnlySpan<double> sizes, int groups)
    {
        var shares = new double[groups];
        for (var i = 0; i < members.Length; i++)
            shares[members[i]] += sizes[i];
        var total = shares.Sum();
        var raised = System.Array.ConvertAll(
            shares, share => total > 0 ? Math.Max(share / total, LeastShare / groups) : 1.0 / groups);
        return toArray(raised.Select(share => share / raised.Sum()));
    }

    private static double InformationOf(double[][] rows, int[] members, int groups)
    {
        var sums = Enumerable.Range(0, groups).Select(_ => new double[rows.Length]).ToArray();
        for (var i = 0; i < rows.Length; i++)
            for (var j = 0; j < rows.Length; j++)
                sums[members[i]][j] += rows[i][j];
        return Math.Max(0, sums.Sum(row => row.Sum(TimesLog) - TimesLog(row.Sum())) - rows.Sum(row => TimesLog(row.Sum())));
    }

    /// <summary>p ln p; 0 at 0, and below, where only rounding leads.</summary>
    private static double TimesLog(double p) => p > 0 ? p * PortableMath.Log(p) : 0;
}
