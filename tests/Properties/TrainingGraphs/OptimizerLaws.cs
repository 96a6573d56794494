using FsCheck;
using FsCheck.Fluent;
using LanguageExt;

namespace GmmVae.Tests.Properties;

public sealed class OptimizerLaws
{
    private const int Steps = 4;

    private static readonly Gen<(TinyModel Tiny, double Beta1, double Beta2, double Decay, double? Clip)> Cases =
        from tiny in TinyModel.Cases.Generator
        from beta1 in Gen.Elements(0, 0.5, 0.9)
        from beta2 in Gen.Elements(0.9, 0.999)
        from decay in Gen.Elements(0, 0.01, 0.3)
        from clip in Gen.Elements<double?>(null, 0.05, 1, 1000)
        select (tiny, beta1, beta2, decay, clip);

    [Law(nameof(Cases))]
    public void Several_steps_of_the_graph_are_those_of_a_plain_Adam_with_decay_and_clipping(
        (TinyModel Tiny, double Beta1, double Beta2, double Decay, double? Clip) sample)
    {
        var (tiny, beta1, beta2, decay, clip) = sample;
        var adam = AdamSpec.Create(beta1, beta2, weightDecay: decay, maximumGradientNorm: clip is { } norm ? norm
            : Option<double>.None).Valid();
        var model = TrainStepGraph.Build(tiny.Spec, adam);
        var inputs = tiny.Inputs(model.Graph);
        foreach (var input in model.Graph.Inputs)
            if (input.Name.EndsWith(".first", StringComparison.Ordinal) || input.Name.EndsWith(".second", StringComparison.Ordinal))
                inputs[input.Name] = Tensor.Of(inputs[input.Name].Dimensions, new double[inputs[input.Name].Values.Length]);
        var names = model.Parameters.Filter(parameter => parameter.Role == InputRole.Parameter).Map(parameter => parameter.Name);
        var reference = new PlainAdam(names.ToDictionary(name => name, name => inputs[name].Values.ToArray()), beta1, beta2, decay, clip);
        for (var step = 0; step < Steps; step++)
        {
            var rate = 0.01 * (step + 1);
            var (first, second) = adam.BiasCorrections(step);
            inputs[AdamUpdate.LearningRate] = Tensor.Scalar(rate);
            inputs[AdamUpdate.FirstCorrection] = Tensor.Scalar(first);
            inputs[AdamUpdate.SecondCorrection] = Tensor.Scalar(second);
            var outputs = Evaluate.Outputs(model.Graph, tiny.Batch, inputs);
            reference.Step(rate, names.ToDictionary(name => name, name => outputs[GraphNames.Gradient(name)].Values.ToArray()));
            foreach (var output in model.Graph.Outputs)
                output.Replaces.IfSome(name => inputs[name] = outputs[output.Name]);
            foreach (var name in names)
            {
                Laws.Close(reference.Values[name], inputs[name].Values, 1e-10, name);
                Laws.Close(reference.First[name], inputs[AdamUpdate.FirstMoment(name)].Values, 1e-10, name);
                Laws.Close(reference.Second[name], inputs[AdamUpdate.SecondMoment(name)].Values, 1e-10, name);
            }
        }
    }

    [Law]
    public void Every_parameter_and_both_its_moments_are_replaced_and_every_running_statistic(TinyModel tiny)
    {
        var graph = TrainStepGraph.Build(tiny.Spec, AdamSpec.Default).Graph;
        Assert.Equal(
            graph.Inputs.Where(input => input.Role is InputRole.Parameter or InputRole.State && !ClusterHead.IsOfGroups(input.Name))
                .Select(input => input.Name).Order(StringComparer.Ordinal),
            graph.Outputs.SelectMany(output => output.Replaces).Order(StringComparer.Ordinal));
    }

    private static Gen<double> Decays { get; } = Gen.Choose(0, 999).Select(thousandths => thousandths / 1000.0);

    private static Gen<int> Powers { get; } = Gen.Choose(0, 3000);

    [Law(nameof(Decays), nameof(Decays), nameof(Powers))]
    public void Bias_corrections_are_one_over_one_minus_the_power(double beta1, double beta2, int step)
    {
        var (power1, power2) = (1.0, 1.0);
        for (var i = 0; i <= step; i++)
            (power1, power2) = (power1 * beta1, power2 * beta2);
        var (first, second) = AdamSpec.Create(beta1, beta2).Valid().BiasCorrections(step);
        Laws.Close(1 / (1 - power1), first, 1e-11);
        Laws.Close(1 / (1 - power2), second, 1e-11);
    }

    [Fact]
    public void Bias_corrections_end_at_1_and_survive_any_number_of_steps() =>
        Assert.Equal((1.0, 1.0), AdamSpec.Default.BiasCorrections(long.MaxValue - 1));

    /// <summary>Algorithm 1 of arXiv:1412.6980 with decoupled decay, on arrays.</summary>
    private sealed class PlainAdam(Dictionary<string, double[]> values, double beta1, double beta2, double decay, double? clip)
    {
        private int step;

        public Dictionary<string, double[]> Values => values;

        public Dictionary<string, double[]> First { get; } = values.ToDictionary(pair => pair.Key, pair => new double[pair.Value.Length]);

        public Dictionary<string, double[]> Second { get; } = values.ToDictionary(pair => pair.Key, pair => new double[pair.Value.Length]);

        public void Step(double rate, Dictionary<string, double[]> gradients)
        {
            step++;
            var norm = Math.Sqrt(gradients.Values.Sum(gradient => gradient.Sum(g => g * g)));
            var factor = clip is { } limit && norm > limit ? limit / norm : 1;
            foreach (var (name, gradient) in gradients)
                for (var i = 0; i < gradient.Length; i++)
                {
                    var g = gradient[i] * factor;
                    var m = First[name][i] = (beta1 * First[name][i]) + ((1 - beta1) * g);
                    var v = Second[name][i] = (beta2 * Second[name][i]) + ((1 - beta2) * g * g);
                    var corrected = m / (1 - Power(beta1)) / (Math.Sqrt(v / (1 - Power(beta2))) + 1e-8);
                    values[name][i] = values[name][i] - (rate * decay * values[name][i]) - (rate * corrected);
                }
        }

        private double Power(double beta) => Enumerable.Repeat(beta, step).Aggregate(1.0, (product, factor) => product * factor);
    }
}
