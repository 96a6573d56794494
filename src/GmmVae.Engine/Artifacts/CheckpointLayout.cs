using GmmVae.Domain;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine;

/// <summary>The tensors that a checkpoint of a model has, in their order.</summary>
/// <param name="Parameters">Parameters and running statistics in the specification's order.</param>
/// <param name="Moments">The optimizer's moments: both of the first parameter, both of the next, and so on.</param>
internal sealed record CheckpointLayout(Arr<ParameterSpec> Parameters, Arr<(string Name, Shape Shape)> Moments)
{
    /// <summary>All tensors.</summary>
    public IEnumerable<(string Name, Shape Shape)> Tensors =>
        Parameters.Select(parameter => (parameter.Name, parameter.Shape)).Concat(Moments);

    /// <summary>The layout of a model.</summary>
    /// <exception cref="OverflowException">A tensor of the model would exceed the integers.</exception>
    public static CheckpointLayout Of(ModelSpec model)
    {
        var parameters = EvaluationGraph.Build(model).Parameters;
        var moments = toArray(
            from parameter in parameters
            where parameter.Role == InputRole.Parameter
            from name in new[] { AdamUpdate.FirstMoment(parameter.Name), AdamUpdate.SecondMoment(parameter.Name) }
            select (name, parameter.Shape));
        return new CheckpointLayout(parameters, moments);
    }
}
