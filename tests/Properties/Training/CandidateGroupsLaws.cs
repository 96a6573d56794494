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

    [Law(nameof(Joints))]
    public void Moving_a_candidate_to_another_group_gains_nothing(Joint joint)
    {
        var found = joint.Group();
        var members = found.Members.ToArray();
        Laws.Close(joint.Information(members), found.Information, 1e-9);
        for (var i = 0; i < members.Length; i++)
        {
            if (members.Count(member => member == members[i]) == 1)
                continue;
            for (var to = 0; to < joint.Groups; to++)
            {
                var moved = members.ToArray();
                moved[i] = to;
                Assert.True(joint.Information(moved) <= found.Information + 1e-8, $"candidate {i} to group {to}");
            }
        }
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
                    : 0.01 * Math.Min(mass[planted[i]], mass[planted[j]]);
        var found = CandidateGroups.Of(joint, planted.Length, sample.Groups);
        Assert.Equal(planted, found.Members);
        var shares = new double[sample.Groups];
        for (var i = 0; i < joint.Length; i++)
            shares[planted[i / planted.Length]] += (joint[i] + joint[(i % planted.Length * planted.Length) + (i / planted.Length)]) / 2.0;

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
        Assert.Throws<ArgumentException>(() => CandidateGroups.Of([1, 0, 1], 2, 2));
        Assert.Throws<ArgumentException>(() => CandidateGroups.Of([1, -2, 0, 1], 2, 2));
        Assert.Throws<ArgumentException>(() => CandidateGroups.Of([1, double.NaN, 0, 1], 2, 2));
        Assert.Throws<ArgumentException>(() => CandidateGroups.Of([double.PositiveInfinity, 0, 0, 1], 2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => CandidateGroups.Of([1, 0, 0, 1], 2, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => CandidateGroups.Of([1, 0, 0, 1], 2, 0));
    }

    public sealed record Joint(double[] Values, int Candidates, int Groups)
    {
        internal CandidateGroups Group() => CandidateGroups.Of(Values, Candidates, Groups);

        public double Information(int[] members)
        {
            var total = Values.Sum();
            var (both, group, candidate) = (new double[Groups, Candidates], new double[Groups], new double[Candidates]);
            for (var i = 0; i < Candidates; i++)
                for (var j = 0; j < Candidates; j++)
                {
                    var share = (Values[(i * Candidates) + j] + Values[(j * Candidates) + i]) / 2 / Math.Max(total, double.Epsilon);
                    both[members[i], j] += share;
                    group[members[i]] += share;
                    candidate[j] += share;
                }

            return Enumerable.Range(0, Groups * Candidates)
                .Select(i => (Group: i / Candidates, Candidate: i % Candidates))
                .Where(at => both[at.Group, at.Candidate] > 0)
                .Sum(at => both[at.Group, at.Candidate] * Math.Log(both[at.Group,
                    at.Candidate] / (group[at.Group] * candidate[at.Candidate])));
        }
    }
}
