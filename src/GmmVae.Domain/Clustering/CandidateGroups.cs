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

    private const double EvenDivergence = 0.02;

    /// <summary>
    /// Whether the groups are of about equal size: KL(shares ‖ uniform) of at most 0.02 nats, which is shares that differ by a
    /// fifth. Groups of equal classes come out so far apart.
    /// </summary>
    public bool AreEven => Shares.Sum(share => share * PortableMath.Log(share * Shares.Count)) <= EvenDivergence;

    /// <summary>
    /// The groups that keep most of what pairs of observations tell about each other: the agglomerative information bottleneck
    /// (Slonim and Tishby 1999, NIPS 12). It maximises I(group of one; candidate of the other): groups are merged from single
    /// candidates on, the pair that loses least at a time; then candidates are moved one by one while that gains.
    /// </summary>
    /// <param name="joint">How often one of a pair is assigned to a candidate and the other to another, at least 0, on any scale,
    /// [candidates · candidates].</param>
    /// <param name="candidates">Their number.</param>
    /// <param name="groups">The number of groups wanted.</param>
    /// <exception cref="ArgumentException">The joint has another size or a number that is negative or not finite, or there are fewer
    /// candidates than groups.</exception>
    public static CandidateGroups Of(ReadOnlySpan<double> joint, int candidates, int groups)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(candidates, groups);
        var rows = Symmetric(joint, candidates);
        var members = Merge(rows, groups);
        var sums = Sums(rows, members, groups);
        while (MoveBest(rows, members, sums))
        {
        }

        return Describe(rows, members, groups);
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
    private static int[] Merge(double[][] rows, int groups)
    {
        var size = rows.Length;
        var members = Enumerable.Range(0, size).ToArray();
        var left = Enumerable.Range(0, size).ToList();
        var sums = rows.Select(row => row.ToArray()).ToArray();
        var terms = System.Array.ConvertAll(sums, Term);
        var gains = new double[size, size];
        for (var a = 0; a < size; a++)
            for (var b = a + 1; b < size; b++)
                gains[a, b] = Gain(a, b);
        while (left.Count > groups)
        {
            var (best, into, from) = (double.NegativeInfinity, 0, 0);
            foreach (var a in left)
                foreach (var b in left)
                    if (b > a && gains[a, b] > best)
                        (best, into, from) = (gains[a, b], a, b);
            Add(sums[from], 1, sums[into]);
            terms[into] = Term(sums[into]);
            left.Remove(from);
            foreach (var other in left.Where(other => other != into))
                gains[Math.Min(into, other), Math.Max(into, other)] = Gain(into, other);
            for (var i = 0; i < size; i++)
                if (members[i] == from)
                    members[i] = into;
        }

        return System.Array.ConvertAll(members, left.IndexOf);

        double Gain(int a, int b)
        {
            var both = sums[a].ToArray();
            Add(sums[b], 1, both);
            return Term(both) - terms[a] - terms[b];
        }
    }

    /// <summary>Moves the candidate whose move to another group gains most; false when none gains.</summary>
    private static bool MoveBest(double[][] rows, int[] members, double[][] sums)
    {
        // Less is rounding, and would let equal groupings follow each other for ever.
        const double least = 1e-9;
        var terms = System.Array.ConvertAll(sums, Term);
        var (best, candidate, into) = (least, -1, -1);
        var changed = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var from = members[i];
            if (members.Count(member => member == from) == 1)
                continue;
            var without = Changed(from, -1) - terms[from];
            for (var to = 0; to < sums.Length; to++)
            {
                if (to == from)
                    continue;
                var gain = without + Changed(to, 1) - terms[to];
                if (gain > best)
                    (best, candidate, into) = (gain, i, to);
            }

            double Changed(int group, int sign)
            {
                sums[group].CopyTo(changed, 0);
                Add(rows[i], sign, changed);
                return Term(changed);
            }
        }

        if (candidate < 0)
            return false;
        Add(rows[candidate], -1, sums[members[candidate]]);
        Add(rows[candidate], 1, sums[into]);
        members[candidate] = into;
        return true;
    }

    private static double[][] Sums(double[][] rows, int[] members, int groups)
    {
        var sums = Enumerable.Range(0, groups).Select(_ => new double[rows.Length]).ToArray();
        for (var i = 0; i < rows.Length; i++)
            Add(rows[i], 1, sums[members[i]]);
        return sums;
    }

    private static void Add(double[] values, int sign, double[] sum)
    {
        for (var i = 0; i < sum.Length; i++)
            sum[i] += sign * values[i];
    }

    /// <summary>A group's part of the information: Σ over candidates j of p(g, j) ln p(g, j), less p(g) ln p(g).</summary>
    private static double Term(double[] row) => row.Sum(TimesLog) - TimesLog(row.Sum());

    /// <summary>p ln p; 0 at 0, and below, where only rounding leads.</summary>
    private static double TimesLog(double p) => p > 0 ? p * PortableMath.Log(p) : 0;

    private static CandidateGroups Describe(double[][] rows, int[] members, int groups)
    {
        var numbers = members.Distinct().ToArray();
        var sums = Sums(rows, members, groups);
        var masses = System.Array.ConvertAll(numbers, number => sums[number].Sum());
        var total = masses.Sum();
        var shares = System.Array.ConvertAll(masses, mass => total > 0 ? Math.Max(mass / total, LeastShare / groups) : 1.0 / groups);
        var sum = shares.Sum();
        return new CandidateGroups(
            toArray(members.Select(member => System.Array.IndexOf(numbers, member))),
            toArray(shares.Select(share => share / sum)),
            Math.Max(0, sums.Sum(Term) - rows.Sum(row => TimesLog(row.Sum()))));
    }
}
