using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain;

/// <summary>Reverse-mode differentiation, from graph to graph: gradients are ordinary nodes.</summary>
public static class Reverse
{
    /// <summary>
    /// The same graph with an output <c>gradient.NAME</c> for each named input: the derivative of a scalar output.
    /// </summary>
    /// <exception cref="KeyNotFoundException">There is no such output or input.</exception>
    /// <exception cref="ArgumentException">The output is not a scalar.</exception>
    public static Graph Differentiate(Graph graph, string output, params ReadOnlySpan<string> inputs)
    {
        var builder = GraphBuilder.From(graph);
        var positions = graph.Nodes
            .Select((node, position) => (node.Op, position))
            .Where(pair => pair.Op is Op.Input)
            .ToDictionary(pair => ((Op.Input)pair.Op).Name, pair => pair.position);
        var variables = new Sym[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
            variables[i] = new Sym(builder, positions[inputs[i]]);
        var gradients = Gradients(new Sym(builder, graph.NodeOf(output)), variables);
        for (var i = 0; i < variables.Length; i++)
            builder.Output($"gradient.{inputs[i]}", gradients[i]);
        return builder.Build();
    }

    /// <summary>Adds the gradient of a scalar with respect to each variable, zeros where it does not depend on one.</summary>
    /// <exception cref="ArgumentException">The objective is not a scalar, or a variable belongs to another graph.</exception>
    public static Sym[] Gradients(Sym objective, params ReadOnlySpan<Sym> variables)
    {
        if (objective.Shape.Rank != 0)
            throw new ArgumentException($"Only a scalar can be differentiated, not {objective.Shape}.", nameof(objective));
        var builder = objective.Builder;
        foreach (var variable in variables)
            if (variable.Builder != builder)
                throw new ArgumentException("A variable belongs to another graph.", nameof(variables));
        var depends = Dependents(builder, objective.Position, variables);
        var gradients = new Sym?[objective.Position + 1];
        gradients[objective.Position] = builder.Constant(1);

        for (var position = objective.Position; position >= 0; position--)
        {
            if (gradients[position] is not { } gradient || !depends[position])
                continue;
            var node = builder[position];
            var operands = node.Operands.Select(operand => new Sym(builder, operand)).ToArray();
            builder.Within(GradientOf(node.Provenance), () =>
            {
                var parts = VjpRules.Apply(node.Op, operands, new Sym(builder, position), gradient);
                for (var i = 0; i < parts.Length; i++)
                {
                    var operand = operands[i].Position;
                    if (depends[operand])
                        parts[i].IfSome(part => gradients[operand] = gradients[operand] is { } sum ? sum + part : part);
                }

                return unit;
            });
        }

        var result = new Sym[variables.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = variables[i].Position <= objective.Position && gradients[variables[i].Position] is { } gradient
                ? gradient
                : builder.Constant(0).AlongLeading(variables[i].Shape);
        return result;
    }

    private static string GradientOf(string provenance) => provenance.Length == 0 ? "gradient" : $"gradient of {provenance}";

    private static bool[] Dependents(GraphBuilder builder, int last, ReadOnlySpan<Sym> variables)
    {
        var depends = new bool[Math.Max(last + 1, builder.Count)];
        foreach (var variable in variables)
            depends[variable.Position] = true;
        for (var position = 0; position <= last; position++)
            if (builder[position].Op is not Op.StopGradient)
                foreach (var operand in builder[position].Operands)
                    depends[position] |= depends[operand];
        return depends;
    }
}
