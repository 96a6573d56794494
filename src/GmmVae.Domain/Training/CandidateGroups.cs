using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain;

/// <summary>Candidate clusters put together into clusters.</summary>
/// <param name="Members">The group of each candidate, [candidates]; groups are numbered by their first candidate.</param>
/// <param name="Shares">The share of the data of each group, above 0 and summing to 1.</param>
/// <param name="Cut">The normalised cut for each group: the probability, averaged over groups, that an observation's other view leaves its group.</param>
public sealed record CandidateGroups(Arr<int> Members, Arr<double> Shares, double Cut)
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
    /// The grouping that views of the same observation leave least: it maximises Σ_g P(both views in g) / P(one view in g),
    /// which is the number of groups less their normalised cut (Shi and Malik 2000, IEEE TPAMI 22(8)). Groups are merged from
    /// single candidates on, the least costly pair at a time; then candidates are moved one by one while that improves.
    /// </summary>
    /// <param name="joint">How often one view is assigned to a candidate and the other to another, at least 0, on any scale, [candidates · candidates].</param>
    /// <param name="candidates">Their number.</param>
    /// <param name="groups">The number of groups wanted.</param>
    /// <exception cref="ArgumentException">The joint has another size or a number that is negative or not finite, or there are fewer candidates than groups.</exception>
    public static CandidateGroups Of(ReadOnlySpan<double> joint, int candidates, int groups)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(candidates, groups);
        var both = Symmetric(joint, candidates);
        var members = Enumerable.Range(0, candidates).ToArray();
        for (var left = candidates; left > groups; left--)
            MergeCheapest(both, members);
        while (MoveBest(both, members))
        {
        }

        return Describe(both, members, groups);
    }

    private static double[,] Symmetric(ReadOnlySpan<double> joint, int candidates)
    {
        if (joint.Length != candidates * candidates)
            throw new ArgumentException($"{joint.Length} numbers are not a joint of {candidates} candidates.", nameof(joint));
        var both = new double[candidates, candidates];
        for (var i = 0; i < candidates; i++)
            for (var j = 0; j < candidates; j++)
            {
                var value = (joint[(i * candidates) + j] + joint[(j * candidates) + i]) / 2;
                both[i, j] = value >= 0 && double.IsFinite(value)
                    ? value
                    : throw new ArgumentException($"The joint of candidates {i} and {j} is {value}.", nameof(joint));
            }

        return both;
    }

    private static void MergeCheapest(double[,] both, int[] members)
    {
        var (inside, between, mass) = Sums(both, members);
        var (best, into, from) = (double.NegativeInfinity, 0, 0);
        for (var a = 0; a < mass.Length; a++)
            for (var b = a + 1; b < mass.Length; b++)
            {
                if (mass[a] < 0 || mass[b] < 0)
                    continue;
                var gain = Stay(inside[a] + inside[b] + (2 * between[a, b]), mass[a] + mass[b]) - Stay(inside[a], mass[a]) - Stay(inside[b], mass[b]);
                if (gain > best)
                    (best, into, from) = (gain, a, b);
            }

        for (var i = 0; i < members.Length; i++)
            if (members[i] == from)
                members[i] = into;
    }

    /// <summary>Moves the candidate whose move to another group gains most; false when none gains.</summary>
    private static bool MoveBest(double[,] both, int[] members)
    {
        // Less is rounding, and would let equal groupings follow each other for ever.
        const double least = 1e-9;
        var (inside, _, mass) = Sums(both, members);
        var toward = Toward(both, members);
        var (best, candidate, into) = (least, -1, -1);
        for (var i = 0; i < members.Length; i++)
        {
            var (from, own, all) = (members[i], both[i, i], Row(both, i));
            if (members.Count(member => member == from) == 1)
                continue;
            var without = Stay(inside[from] - (2 * toward[i, from]) + own, mass[from] - all) - Stay(inside[from], mass[from]);
            for (var to = 0; to < mass.Length; to++)
            {
                if (to == from || mass[to] < 0)
                    continue;
                var gain = without + Stay(inside[to] + (2 * toward[i, to]) + own, mass[to] + all) - Stay(inside[to], mass[to]);
                if (gain > best)
                    (best, candidate, into) = (gain, i, to);
            }
        }

        if (candidate < 0)
            return false;
        members[candidate] = into;
        return true;
    }

    /// <summary>What both views have in each group, in each two groups, and what one view has in each; a mass of −1 where there is no such group.</summary>
    private static (double[] Inside, double[,] Between, double[] Mass) Sums(double[,] both, int[] members)
    {
        var size = members.Length;
        var (inside, between, mass) = (new double[size], new double[size, size], new double[size]);
        System.Array.Fill(mass, -1);
        foreach (var member in members)
            mass[member] = 0;
        for (var i = 0; i < size; i++)
            for (var j = 0; j < size; j++)
            {
                mass[members[i]] += both[i, j];
                if (members[i] == members[j])
                    inside[members[i]] += both[i, j];
                else
                    between[members[i], members[j]] += both[i, j];
            }

        return (inside, between, mass);
    }

    private static double[,] Toward(double[,] both, int[] members)
    {
        var toward = new double[members.Length, members.Length];
        for (var i = 0; i < members.Length; i++)
            for (var j = 0; j < members.Length; j++)
                toward[i, members[j]] += both[i, j];
        return toward;
    }

    private static double Row(double[,] both, int i)
    {
        var sum = 0.0;
        for (var j = 0; j < both.GetLength(1); j++)
            sum += both[i, j];
        return sum;
    }

    private static double Stay(double inside, double mass) => mass > 0 ? inside / mass : 0;

    private static CandidateGroups Describe(double[,] both, int[] members, int groups)
    {
        var (inside, _, mass) = Sums(both, members);
        var numbers = members.Distinct().ToArray();
        var total = mass.Where(value => value > 0).Sum();
        var shares = numbers.Select(number => total > 0 ? Math.Max(mass[number] / total, LeastShare / groups) : 1.0 / groups).ToArray();
        var sum = shares.Sum();
        return new CandidateGroups(
            toArray(members.Select(member => System.Array.IndexOf(numbers, member))),
            toArray(shares.Select(share => share / sum)),
            1 - (numbers.Sum(number => Stay(inside[number], mass[number])) / groups));
    }
}
