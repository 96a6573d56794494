using LanguageExt;

namespace GmmVae.Tests.Properties;

public sealed class PhaseGraphLaws
{
    private const int Elements = 3;

    private int changed;
    private int same;
    private int compared;
    private int skipped;

    [Law]
    public void The_graph_of_every_phase_passes_the_check(TinyPhase tiny) =>
        Assert.Empty(GraphCheck.Check(tiny.Graph.Graph).Match(_ => [], errors => errors.ToArray()));

    [Law]
    public void Without_weight_the_clustering_objective_leaves_the_plain_model_whatever_its_views_and_teacher(TinyPhase tiny)
    {
        var bound = tiny with { IsStart = false, Supervision = 0 };
        foreach (var model in new[] { bound.Model, bound.Model with { Responsibilities = ResponsibilityKind.Bayes } })
            Assert.Equal(
                TrainStepGraph.Build(model.Spec, AdamSpec.Default).Graph,
                TrainStepGraph.Build(model.Spec, AdamSpec.Default, bound.Create(new Schedule.Constant(0), 0)).Graph);
    }

    [Law]
    public void The_objective_is_the_weighted_sum_of_what_is_told(TinyPhase tiny)
    {
        var always = tiny with { Model = tiny.Model with { Threshold = 0 } };
        var graph = always.Graph.Graph;
        var inputs = always.Inputs(graph);
        var outputs = Evaluate.Outputs(graph, tiny.Model.Batch, inputs);
        var c = outputs[GraphNames.Consistency].Value + (TinyPhase.Entropy * outputs[GraphNames.AssignmentEntropy].Value)
            + (TinyPhase.Balance * outputs[GraphNames.Balance].Value);
        Laws.Close(c, outputs[GraphNames.ClusterObjective].Value, 1e-12);
        var expected = inputs[GraphNames.ClusterWeight].Value * c;
        if (!tiny.IsStart)
            expected += (always.Phase.IsSupervised ? always.Supervision * outputs[GraphNames.Supervision].Value : 0)
                + (inputs[GraphNames.AgreementWeight].Value * outputs[GraphNames.HeadAgreement].Value)
                + always.Model.Spec.Terms.Sum(term => inputs[GraphNames.Weight(term)].Value * outputs[term.Name()].Value);
        Laws.Close(expected, outputs[GraphNames.Objective].Value, 1e-12);
        Assert.Equal(
            ReportedLosses.Of(always.Model.Spec, always.Phase).Select(value => value.Name()).Order(StringComparer.Ordinal),
            outputs.Keys.Where(name => !name.Contains('.', StringComparison.Ordinal) && outputs[name].Rank ==
                0).Order(StringComparer.Ordinal));
    }

    [Law(AfterAll = nameof(MostStrongViewsMattered))]
    public void The_consistency_is_linear_in_the_strong_views_weight_and_without_it_knows_the_clean_view_alone(TinyPhase tiny)
    {
        // Without batch normalisation, through which one view changes the other.
        var apart = tiny with { Model = tiny.Model with { BatchNorm = false } };
        var inputs = apart.Inputs(apart.Graph.Graph);
        var (none, one, more) = (With(0), With(1), With(2.5));
        var strong = Consistency(one) - Consistency(none);
        Laws.Close(Consistency(none) + (2.5 * strong), Consistency(more), 1e-11);
        Laws.Close(1.5 * strong, more[GraphNames.ClusterObjective].Value - one[GraphNames.ClusterObjective].Value, 1e-11);
        if (tiny.Views == 1)
        {
            Assert.Equal(0, Consistency(none));
            return;
        }

        var data = inputs[GraphNames.Data];
        var features = data.Values.Length / data.Dimensions[0];
        inputs[GraphNames.Data] = Tensor.Of(data.Dimensions,
            [.. data.Values.ToArray().Select((value, i) => i / features % 2 == 0 ? value : 1 - value)]);
        Laws.Close(Consistency(none), Consistency(With(0)), 1e-12);

        // A network whose units are all off is deaf to its input.
        if (Consistency(one) == Consistency(With(1)))
            same++;
        else
            changed++;

        static double Consistency(IReadOnlyDictionary<string, Tensor> outputs) => outputs[GraphNames.Consistency].Value;

        IReadOnlyDictionary<string, Tensor> With(double consistency)
        {
            var phase = apart.Create(new Schedule.Constant(1), 50, consistency);
            return Evaluate.Outputs(TrainStepGraph.Build(apart.Model.Spec, AdamSpec.Default, phase).Graph, tiny.Model.Batch, inputs);
        }
    }

    private void MostStrongViewsMattered() => Assert.True(changed > 4 * same, $"{changed} strong views mattered, {same} did not.");

    [Law(MaxTest = 60, AfterAll = nameof(MostDerivativesWereCompared))]
    public void The_gradients_are_the_central_differences_with_the_target_held_still(TinyPhase tiny)
    {
        var model = tiny.Graph;
        var inputs = tiny.Inputs(model.Graph);
        var gradients = Evaluate.Outputs(model.Graph, tiny.Model.Batch, inputs);
        var key = RandomKey.FromSeed((ulong)tiny.Model.Seed).Fold("elements");
        var trained = model.Parameters.Filter(parameter => parameter.Role == InputRole.Parameter
            && tiny.Phase.Scope.Includes(parameter.Name));
        for (var i = 0; i < Elements; i++)
        {
            var name = trained[key.Integer((ulong)(2 * i), trained.Count)].Name;
            var differences = CentralDifferences.Of(model.Graph, GraphNames.Objective, name, tiny.Model.Batch, inputs);
            var element = key.Integer((ulong)((2 * i) + 1), differences.Length);
            if (differences[element] is { } slope)
            {
                Laws.Close(slope, gradients[GraphNames.Gradient(name)].Values[element], 1e-6, $"{name}[{element}]");
                compared++;
            }
            else
            {
                skipped++;
            }
        }
    }

    private void MostDerivativesWereCompared() =>
        Assert.True(compared > 4 * skipped, $"{skipped} derivatives were passed over, {compared} compared.");

    [Law]
    public void A_strong_view_that_is_the_clean_one_leaves_the_terms_of_the_bound_and_doubles_the_agreement(TinyPhase tiny)
    {
        var one = tiny with { Views = 1, IsStart = false, Teacher = new TeacherSpec.Self(0.5) };
        var two = one with { Views = 2 };
        var (single, both) = (one.Graph.Graph, two.Graph.Graph);
        var inputs = one.Inputs(single);
        var doubled = both.Inputs.ToDictionary(
            input => input.Name,
            input => input.Name is GraphNames.Data ? Doubled(inputs[input.Name], 1)
                : input.Name is GraphNames.StyleNoise ? Doubled(inputs[input.Name], tiny.Model.Samples) : inputs[input.Name]);
        var (expected, actual) = (Evaluate.Outputs(single, tiny.Model.Batch, inputs), Evaluate.Outputs(both, tiny.Model.Batch, doubled));
        foreach (var term in one.Model.Spec.Terms)
            Laws.Close(expected[term.Name()].Value, actual[term.Name()].Value, 1e-11, term.Name());
        foreach (var name in new[] { GraphNames.AssignmentEntropy, GraphNames.Balance, GraphNames.BatchMeanKl })
            Laws.Close(expected[name].Value, actual[name].Value, 1e-11, name);
        Laws.Close((1 + TinyPhase.Clean) * expected[GraphNames.Consistency].Value, actual[GraphNames.Consistency].Value, 1e-11);
        Laws.Close(2 * expected[GraphNames.HeadAgreement].Value, actual[GraphNames.HeadAgreement].Value, 1e-11);
    }

    [Law]
    public void A_teacher_that_equals_the_model_gives_the_targets_of_the_model_itself(TinyPhase tiny)
    {
        // Without batch normalisation, whose teacher uses running statistics.
        var self = tiny with { Model = tiny.Model with { BatchNorm = false }, Teacher = new TeacherSpec.Self(0.5), Weak = false };
        var moving = self with { Teacher = new TeacherSpec.MovingAverage(0.9, 0.5) };
        var (own, taught) = (self.Graph.Graph, moving.Graph.Graph);
        var inputs = self.Inputs(own);
        var given = moving.Inputs(taught);
        foreach (var name in given.Keys.ToArray())
            given[name] = inputs[name.StartsWith(TeacherSpec.Prefix, StringComparison.Ordinal) ? name[TeacherSpec.Prefix.Length..]
                : name == GraphNames.TeacherDecay ? GraphNames.ClusterWeight : name];
        var (expected, actual) = (Evaluate.Outputs(own, tiny.Model.Batch, inputs), Evaluate.Outputs(taught, tiny.Model.Batch, given));
        foreach (var (name, value) in expected)
            Laws.Close(value.Values, actual[name].Values, 1e-11, name);
    }

    [Law]
    public void The_teacher_follows_the_next_values_of_trunk_and_head_and_of_their_statistics(TinyPhase tiny)
    {
        var moving = tiny with { Teacher = new TeacherSpec.MovingAverage(0.9, 0.5) };
        var model = moving.Graph;
        var inputs = moving.Inputs(model.Graph);
        inputs[GraphNames.TeacherDecay] = Tensor.Scalar(0.75);
        var outputs = Evaluate.Outputs(model.Graph, tiny.Model.Batch, inputs);
        var followed = model.Parameters.Filter(TeacherSpec.Follows).Map(parameter => parameter.Name);
        Assert.Subset(followed.ToHashSet(),
            new System.Collections.Generic.HashSet<string> { "encoder.0.weight", "cluster.weight", "cluster.bias" });
        Assert.Equal(tiny.Model.BatchNorm, followed.Contains("encoder.0.norm.variance"));
        Assert.Equal(
            followed.Map(name => TeacherSpec.Prefix + name).Order(StringComparer.Ordinal),
            model.Graph.Inputs.Select(input => input.Name).Where(name =>
                name.StartsWith(TeacherSpec.Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        foreach (var name in followed)
        {
            var teacher = TeacherSpec.Prefix + name;
            var expected = inputs[teacher].Values.ToArray().Zip(outputs[$"next {name}"].Values.ToArray(), (old, next) => (0.75 * old)
                + (0.25 * next));
            Laws.Close(expected.ToArray(), outputs[$"next {teacher}"].Values, 1e-12, teacher);
        }
    }

    [Law]
    public void A_phase_of_trunk_and_head_holds_no_other_network(TinyPhase tiny)
    {
        var graph = (tiny with { IsStart = true }).Graph.Graph;
        foreach (var input in graph.Inputs.Where(input => input.Role is InputRole.Parameter or InputRole.State))
            Assert.True(
                new[] { "encoder.", "cluster.", TeacherSpec.Prefix }.Any(start => input.Name.StartsWith(start, StringComparison.Ordinal)),
                    input.Name);
        Assert.DoesNotContain(graph.Inputs, input => input.Role == InputRole.Noise);
    }

    [Fact]
    public void The_decay_of_a_young_average_grows_from_a_half_to_its_bound()
    {
        var teacher = new TeacherSpec.MovingAverage(0.995, 0.5);
        Assert.Equal(0.5, teacher.At(0));
        Laws.Close(1 - (1 / 12.0), teacher.At(100), 1e-15);
        for (var step = 0; step < 3000; step++)
            Assert.InRange(teacher.At(step + 1), teacher.At(step), 0.995);
        Assert.Equal(0.995, teacher.At(3000));
    }

    [Law(MaxTest = 10)]
    public void The_clustering_objective_without_a_cluster_head_is_a_bug(TinyPhase tiny) =>
        Assert.Throws<InvalidOperationException>(() => TrainStepGraph.Build(
            (tiny.Model with { Responsibilities = ResponsibilityKind.Bayes }).Spec, AdamSpec.Default, tiny.Phase));

    /// <summary>Each observation's rows twice, one set after the other.</summary>
    private static Tensor Doubled(Tensor tensor, int rowsEach)
    {
        var width = tensor.Values.Length / tensor.Dimensions[0] * rowsEach;
        var values = new List<double>();
        for (var at = 0; at < tensor.Values.Length; at += width)
            for (var view = 0; view < 2; view++)
                values.AddRange(tensor.Values.Slice(at, width));
        return Tensor.Of([2 * tensor.Dimensions[0], .. tensor.Dimensions[1..]], values.ToArray());
    }
}
