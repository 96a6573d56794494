using System.Diagnostics;
using GmmVae.Domain.Clustering;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Domain.Numerics;
using GmmVae.Domain.Steps;
using GmmVae.Domain.Training;
using GmmVae.Engine.Engines;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Training;

/// <summary>
/// What changes the store of a training besides its steps. Neighbouring ranks share the store, so that the first of them makes each change
/// while the others wait.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="parameters">The model's parameters and running statistics.</param>
/// <param name="training">The training.</param>
/// <param name="ranks">Who train together.</param>
internal sealed class TrainingStore(ParameterStore store, Arr<ParameterSpec> parameters, TrainingSpec training, IRankGroup ranks)
{
    /// <summary>Starts a stage: fresh parameters for a restart of the first phase, a fresh optimizer, a teacher like the model.</summary>
    public void Start(TrainingStage stage) => ranks.Once(() =>
    {
        if (stage.Phase == 0)
            ParameterInitializer.Fill(store, parameters, training.Seed, stage.Restart);
        StartOptimizer(stage);
    });

    /// <summary>Starts a stage from the parameters and running statistics of a saved model.</summary>
    public void Start(TrainingStage stage, Checkpoint saved) => ranks.Once(() =>
    {
        saved.Restore(store, parameters);
        StartOptimizer(stage);
    });

    /// <summary>Takes everything from a checkpoint of this training.</summary>
    public void Restore(Checkpoint saved) => ranks.Once(() => saved.Restore(store));

    /// <summary>Keeps parameters and running statistics as the best ones so far.</summary>
    public void KeepAsBest() => ranks.Once(() =>
    {
        foreach (var parameter in parameters)
            store.Read(parameter.Name).CopyTo(store[TrainingLayout.Best(parameter.Name)]);
    });

    /// <summary>Goes back to the best ones.</summary>
    public void RestoreBest() => ranks.Once(() =>
    {
        foreach (var parameter in parameters)
            store.Read(TrainingLayout.Best(parameter.Name)).CopyTo(store[parameter.Name]);
    });

    /// <summary>Puts the candidates into clusters.</summary>
    public void Group(CandidateGrouping grouping, CandidateGroups found) => ranks.Once(() => grouping.Group(found));

    private void StartOptimizer(TrainingStage stage)
    {
        foreach (var parameter in parameters.Filter(parameter => parameter.Role == InputRole.Parameter))
        {
            store[AdamUpdate.FirstMoment(parameter.Name)].Clear();
            store[AdamUpdate.SecondMoment(parameter.Name)].Clear();
        }

        if (training.Phases[stage.Phase].HasMovingTeacher)
            foreach (var parameter in parameters.Filter(TeacherSpec.Follows))
                store.Read(parameter.Name).CopyTo(store[TeacherSpec.Prefix + parameter.Name]);
    }
}

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

    /// <summary>The parameter or running statistic that a teacher's or a best restart's tensor is a copy of; other names as they
    /// are.</summary>
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
            where parameter.Role == InputRole.Parameter && model is not PlainMixtureSpec
            from name in new[] { AdamUpdate.FirstMoment(parameter.Name), AdamUpdate.SecondMoment(parameter.Name) }
            select (name, parameter.Shape);
        var taught = training.Phases.Exists(phase => phase.HasMovingTeacher) ? parameters.Filter(TeacherSpec.Follows)
            : Arr<ParameterSpec>.Empty;
        var kept = training.Stopping.IsSome || training.Phases.Exists(phase => phase.Restarts > 1) ? parameters : Arr<ParameterSpec>.Empty;
        return new TrainingLayout(parameters, toArray(moments
            .Concat(taught.Select(parameter => (TeacherSpec.Prefix + parameter.Name, parameter.Shape)))
            .Concat(kept.Select(parameter => (Best(parameter.Name), parameter.Shape)))));
    }
}

/// <summary>Gives parameters and running statistics their start.</summary>
internal static class ParameterInitializer
{
    /// <summary>Fills every parameter of the specification for a restart of the first phase; optimizer moments stay as they are.</summary>
    public static void Fill(ParameterStore store, Arr<ParameterSpec> parameters, ulong seed, int restart = 0)
    {
        foreach (var parameter in parameters)
            Fill(store[parameter.Name], parameter.Initializer, RandomKeys.Initialization(seed, phase: 0, restart, parameter.Name));
    }

    private static void Fill(Span<float> values, Initializer initializer, RandomKey key)
    {
        switch (initializer)
        {
            case Initializer.Fill fill:
                values.Fill((float)fill.Value);
                break;
            case Initializer.Uniform uniform:
                for (var i = 0; i < values.Length; i++)
                    values[i] = (float)(((2 * key.Uniform((ulong)i)) - 1) * uniform.Bound);
                break;
            case Initializer.Normal normal:
                for (var i = 0; i < values.Length; i++)
                    values[i] = (float)(key.Normal((ulong)i) * normal.StandardDeviation);
                break;
            default:
                throw new UnreachableException();
        }
    }
}
