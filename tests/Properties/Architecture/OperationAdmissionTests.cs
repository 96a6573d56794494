using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae.Tests.Properties;

/// <summary>An operation is admitted only with a shape rule, a derivative, an oracle case and a kernel: proved by running each.</summary>
public sealed class OperationAdmissionTests
{
    [Fact]
    public void Every_operation_has_a_shape_rule_a_derivative_and_an_oracle_case()
    {
        foreach (var sample in OpCatalogue.Samples)
        {
            var node = sample.Graph.Nodes[sample.Graph.NodeOf("result")];
            Assert.True(ShapeRules.Infer(sample.Op, node.Operands.Map(operand => sample.Graph.Nodes[operand].Shape)).IsRight, sample.Name);
            var builder = GraphBuilder.From(sample.Graph);
            var result = new Sym(builder, sample.Graph.NodeOf("result"));
            var gradients = VjpRules.Apply(
                sample.Op, [.. node.Operands.Select(operand => new Sym(builder, operand))], result,
                builder.Input("gradient", InputRole.Data, result.Shape));
            Assert.Equal(node.Operands.Count, gradients.Length);
            Assert.Single(Evaluate.Outputs(sample.Graph, sample.Batch, sample.Inputs));
            Assert.NotEmpty(GraphText.Describe(sample.Op));
        }
    }

    [Fact]
    public void The_engine_runs_every_operation_and_its_derivative()
    {
        using var workers = new WorkerPool(1);
        foreach (var sample in OpCatalogue.Samples)
        {
            var graph = sample.WithObjective();
            graph = Reverse.Differentiate(graph, "objective", [.. graph.Inputs.Select(input => input.Name)]);
            using var store = new ParameterStore(graph.Inputs.Where(input => input.Role is InputRole.Parameter or InputRole.State));
            using var plan = Plan.Compile(graph, sample.Batch, store, workers);
            foreach (var input in graph.Inputs)
            {
                var target = store.Contains(input.Name) ? store[input.Name] : plan.Input(input.Name);
                var values = sample.Inputs[input.Name].Values;
                for (var i = 0; i < values.Length; i++)
                    target[i] = (float)values[i];
            }

            plan.Compute();
            foreach (var (name, expected) in Evaluate.Outputs(graph, sample.Batch, sample.Inputs))
            {
                var actual = new List<double>();
                foreach (var value in plan.Output(name))
                    actual.Add(value);
                Laws.Close(expected.Values, [.. actual], 2e-5, $"{sample.Name}: {name}");
            }
        }
    }
}
