using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class CandidateGroupsLaws
{
    /// <summary>A joint of candidates on any scale, some of which no observation has.</summary>
    private static Gen<Joint> Joints { get; } =
        from candidates in Gen.Choose(2, 9)
        from groups in Gen.Choose(1, candidates)
        from empty in Gen.Choose(-1, candidates - 1)
        from values in Gen.Choose(0, 1000).ArrayOf(candidates * candidates)
        select new Joint(
            [.. values.Select((value, i) => i / candidates == empty || i % candidates == empty ? 0.0 : value / 7.0)], candidates, groups);

    [Law(nameof(Joints))]
    public void Every_group_has_a_candidate_and_a_share_and_shares_sum_to_one(Joint joint)
    {
        var found = joint.Group();
        Assert.Equal(joint.Candidates, found.Members.Count);
        Assert.Equal(Enumerable.Range(0, joint.Groups), found.Members.Distinct());
        Assert.All(found.Shares, share => Assert.True(share > 0));
        Laws.Close(1, found.Shares.Sum(), 1e-12);
        Assert.InRange(found.Information, 0, Math.Log(joint.Groups) + 1e-12);
    }

    [Law(nameof(Joints))]
    public void Groups_that_match_classes_take_their_numbers_and_the_others_those_that_are_left(Joint joint)
    {
        var found = joint.Group();
        var classes = Math.Max(1, joint.Groups - 1);
        int[] order = [.. RandomKey.FromSeed((ulong)joint.Candidates).Permutation(joint.Groups)];

        // Three observations of each class in its group, and one that is wrong.
        int[] classOf = [.. Enumerable.Range(0, classes).SelectMany(label => new[] { label, label, label }), 0];
        int[] groupOf = [.. Enumerable.Range(0, classes).SelectMany(label => new[] { order[label], order[label], order[label] }),
            order[^1]];
        var numbered = found.NumberedBy(groupOf, classOf);
        for (var label = 0; label < classes; label++)
            Assert.Equal(found.Shares[order[label]], numbered.Shares[label]);
        Assert.Equal(Enumerable.Range(0, joint.Groups), numbered.Members.Distinct().Order());
        for (var i = 0; i < joint.Candidates; i++)
        {
            Assert.Equal(found.Shares[found.Members[i]], numbered.Shares[numbered.Members[i]]);
            for (var j = 0; j < joint.Candidates; j++)
                Assert.Equal(found.Members[i] == found.Members[j], numbered.Members[i] == numbered.Members[j]);
        }

        Assert.Equal(found.Information, numbered.Information);
        Assert.Throws<ArgumentException>(() => found.NumberedBy([0], [joint.Groups]));
    }

    private static Gen<(Joint Joint, ulong Seed)> Distinct { get; } =
        from candidates in Gen.Choose(2, 9)
        from groups in Gen.Choose(1, candidates)
        from seed in Generators.Seed
        select (Distinctly(candidates, groups, (ulong)seed), (ulong)seed);

    [Law(nameof(Distinct))]
    public void The_order_of_the_candidates_does_not_matter((Joint Joint, ulong Seed) sample)
    {
        var joint = sample.Joint;
        var order = RandomKey.FromSeed(sample.Seed).Fold("order").Permutation(joint.Candidates);
        var other = (joint with { Values = [.. Cells(joint.Candidates).Select(at => joint.At(order[at.One], order[at.Other]))] }).Group();
        var found = joint.Group();
        foreach (var (one, second) in Cells(joint.Candidates))
            Assert.Equal(found.Members[order[one]] == found.Members[order[second]], other.Members[one] == other.Members[second]);
        Laws.Close(found.Information, other.Information, 1e-9);
    }

    [Law(nameof(Distinct))]
    public void Two_candidates_that_halve_one_are_merged_first_and_change_nothing_else((Joint Joint, ulong Seed) sample)
    {
        var (joint, last) = (sample.Joint, sample.Joint.Candidates - 1);

        // The last one meets itself most often of all for its size; a twin of it takes a part of it.
        for (var i = 0; i < last; i++)
            joint.Values[(i * joint.Candidates) + last] = joint.Values[(last * joint.Candidates) + i] *= 0.001;
        joint.Values[^1] = 1;
        var part = 0.2 + (0.6 * RandomKey.FromSeed(sample.Seed).Fold("part").Uniform(0));
        var halved = new Joint(
            [.. Cells(joint.Candidates + 1).Select(at =>
                joint.At(Math.Min(at.One, last), Math.Min(at.Other, last)) * Part(at.One) * Part(at.Other))],
            joint.Candidates + 1, joint.Groups);
        var found = halved.Group();
        Assert.Equal(found.Members[last], found.Members[last + 1]);
        Assert.Equal(joint.Group().Members, found.Members.Take(last + 1));

        double Part(int candidate) => candidate < last ? 1 : candidate == last ? part : 1 - part;
    }

    [Fact]
    public void A_rare_class_that_now_and_then_looks_like_another_is_kept_before_the_halves_of_a_large_one_are()
    {
        // Two candidates of a large class, another large class, and one of 2 % of the data, a tenth of whose pairs look like the other.
        double[] joint =
        [
            0.200, 0.025, 0.000, 0.000,
            0.025, 0.200, 0.000, 0.000,
            0.000, 0.000, 0.528, 0.002,
            0.000, 0.000, 0.002, 0.018,
        ];
        int[] expected = [0, 0, 1, 2];
        Assert.Equal(expected, CandidateGroups.Of(joint, [1, 1, 2, 0.1], 3).Members);
    }

    [Law(nameof(Distinct))]
    public void A_candidate_that_is_all_but_empty_is_no_group_while_there_are_enough_others((Joint Joint, ulong Seed) sample)
    {
        var joint = sample.Joint;
        var size = joint.Candidates + 1;
        var values = Cells(size).Select(at => at.One < joint.Candidates && at.Other < joint.Candidates ? joint.At(at.One, at.Other)
            : at.One == at.Other ? 1e-6 : 0).ToArray();
        var found = new Joint(values, size, joint.Groups).Group();
        Assert.Contains(found.Members[joint.Candidates], found.Members.Take(joint.Candidates));
    }

    [Law(nameof(Distinct))]
    public void Pairs_that_never_leave_their_group_tell_all_of_it((Joint Joint, ulong Seed) sample)
    {
        var size = sample.Joint.Candidates;
        var apart = new Joint([.. Cells(size).Select(at => at.One == at.Other ? sample.Joint.At(at.One, at.One) : 0)], size, size);
        Laws.Close(-apart.Group().Shares.Sum(share => share * Math.Log(share)), apart.Group().Information, 1e-9);
        Laws.Close(0, (apart with { Groups = 1 }).Group().Information, 1e-9);
    }

    private static Gen<(int Groups, int[] Sizes, int Seed)> Planted { get; } =
        from groups in Gen.Choose(1, 5)
        from sizes in Gen.Choose(1, 4).ArrayOf(groups)
        from seed in Generators.Seed
        select (groups, sizes, seed);

    [Law(nameof(Planted))]
    public void Views_that_leave_a_planted_group_seldom_give_it_back_whatever_the_sizes((int Groups, int[] Sizes, int Seed) sample)
    {
        var planted = sample.Sizes.SelectMany((size, group) => Enumerable.Repeat(group, size)).ToArray();
        var key = RandomKey.FromSeed((ulong)sample.Seed);
        // Groups differ in mass by up to ten; inside one, candidates are confused often, across groups seldom.
        var mass = sample.Sizes.Select((_, group) => Math.Pow(10, key.Uniform((ulong)group))).ToArray();
        var joint = new double[planted.Length * planted.Length];
        for (var i = 0; i < planted.Length; i++)
            for (var j = 0; j < planted.Length; j++)
                joint[(i * planted.Length) + j] = planted[i] == planted[j]
                    ? mass[planted[i]] * (1 + key.Uniform((ulong)(100 + (i * planted.Length) + j)))
                    : 0.001 * Math.Min(mass[planted[i]], mass[planted[j]]);
        var sizes = planted.Select((_, i) => key.Uniform((ulong)(1000 + i)) + 0.1).ToArray();
        var found = CandidateGroups.Of(joint, sizes, sample.Groups);
        Assert.Equal(planted, found.Members);
        var shares = new double[sample.Groups];
        for (var i = 0; i < sizes.Length; i++)
            shares[planted[i]] += sizes[i];

        // A hundredth of an equal share is the least.
        double[] raised = [.. shares.Select(share => Math.Max(share / shares.Sum(), 0.01 / sample.Groups))];
        Laws.Close(raised.Select(share => share / raised.Sum()).ToArray(), found.Shares.ToArray(), 1e-9);
    }

    [Law(nameof(Joints))]
    public void The_scale_of_the_joint_does_not_matter(Joint joint) =>
        Assert.Equal(joint.Group(), (joint with { Values = [.. joint.Values.Select(value => value * 1024)] }).Group());

    [Fact]
    public void A_joint_of_another_size_or_with_a_negative_or_infinite_number_is_refused()
    {
        Assert.Throws<ArgumentException>(() => CandidateGroups.Of([1, 0, 1], [1, 1], 2));
        Assert.Throws<ArgumentException>(() => CandidateGroups.Of([1, -2, 0, 1], [1, 1], 2));
        Assert.Throws<ArgumentException>(() => CandidateGroups.Of([1, double.NaN, 0, 1], [1, 1], 2));
        Assert.Throws<ArgumentException>(() => CandidateGroups.Of([double.PositiveInfinity, 0, 0, 1], [1, 1], 2));
        Assert.Throws<ArgumentException>(() => CandidateGroups.Of([1, 0, 0, 1], [1, -1], 2));
        Assert.Throws<ArgumentException>(() => CandidateGroups.Of([1, 0, 0, 1], [double.NaN, 1], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => CandidateGroups.Of([1, 0, 0, 1], [1, 1], 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => CandidateGroups.Of([1, 0, 0, 1], [1, 1], 0));
    }

    /// <summary>A joint without equal numbers, of candidates of like size.</summary>
    private static Joint Distinctly(int candidates, int groups, ulong seed)
    {
        var key = RandomKey.FromSeed(seed);
        return new Joint([.. Cells(candidates).Select((_, at) => 0.5 + key.Uniform((ulong)at))], candidates, groups);
    }

    private static IEnumerable<(int One, int Other)> Cells(int candidates) =>
        Enumerable.Range(0, candidates * candidates).Select(at => (at / candidates, at % candidates));

    public sealed record Joint(double[] Values, int Candidates, int Groups)
    {
        /// <summary>How often each is in a pair.</summary>
        public double[] Sizes =>
            [.. Enumerable.Range(0, Candidates).Select(i => Enumerable.Range(0, Candidates).Sum(j => At(i, j) + At(j, i)))];

        public double At(int one, int other) => Values[(one * Candidates) + other];

        internal CandidateGroups Group() => CandidateGroups.Of(Values, Sizes, Groups);
    }
}
