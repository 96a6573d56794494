using GmmVae.Domain;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine;

/// <summary>The tensors that a training keeps, in the order that its checkpoint has them in.</summary>
/// <param name="Parameters">Parameters and running statistics in the specification's order.</param>
/// <param name="Others">
/// The optimizer's moments: both of the first parameter, both of the next, and so on; then the teacher's copies and those of
/// the best restart or epoch, as far as the training has any.
/// </param>
internal sealed record TrainingLayout(Arr<ParameterSpec> Parameters, Arr<(string Name, Shape Shape)> Others)
{
    private const string BestPrefix = "best.";

    /// <summary>All tensors.</summary>
    public IEnumerable<(string Name, Shape Shape)> Tensors =>
        Parameters.Select(parameter => (parameter.Name, parameter.Shape)).Concat(Others);

    /// <summary>All tensors as inputs of the graphs that read and replace them.</summary>
    public IEnumerable<Op.Input> Inputs => Parameters
        .Select(parameter => new Op.Input(parameter.Name, parameter.Role, parameter.Shape))
        .Concat(Others.Select(other => new Op.Input(other.Name, InputRole.State, other.Shape)));

    /// <summary>Where the value of the best restart, or later of the best epoch, of a parameter or running statistic is kept.</summary>
    public static string Best(string parameter) => BestPrefix + parameter;

    /// <summary>The parameter or running statistic that a teacher's or a best restart's tensor is a copy of; other names as they are.</summary>
    public static string Origin(string name) =>
        name.StartsWith(TeacherSpec.Prefix, StringComparison.Ordinal) ? name[TeacherSpec.Prefix.Length..]
        : name.StartsWith(BestPrefix, StringComparison.Ordinal) ? name[BestPrefix.Length..]
        : name;

    /// <summary>The layout of the training of a model.</summary>
    /// <exception cref="OverflowException">A tensor of the model would exceed the integers.</exception>
    public static TrainingLayout Of(ModelSpec model, TrainingSpec training)
    {
        var parameters = EvaluationGraph.Build(model).Parameters;
        var moments =
            from parameter in parameters
            where parameter.Role == InputRole.Parameter
            from name in new[] { AdamUpdate.FirstMoment(parameter.Name), AdamUpdate.SecondMoment(parameter.Name) }
            select (name, parameter.Shape);
        var taught = training.Phases.Exists(phase => phase.HasMovingTeacher) ? parameters.Filter(TeacherSpec.Follows) : Arr<ParameterSpec>.Empty;
        var kept = training.Stopping.IsSome || training.Phases.Exists(phase => phase.Restarts > 1) ? parameters : Arr<ParameterSpec>.Empty;
        return new TrainingLayout(parameters, toArray(moments
            .Concat(taught.Select(parameter => (TeacherSpec.Prefix + parameter.Name, parameter.Shape)))
            .Concat(kept.Select(parameter => (Best(parameter.Name), parameter.Shape)))));
    }
}
