using GmmVae.Domain;
using LanguageExt;

namespace GmmVae.Engine;

/// <summary>
/// What changes the store of a training besides its steps. Neighbouring ranks share the store, so that the first of them makes each change while the others wait.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="parameters">The model's parameters and running statistics.</param>
/// <param name="training">The training.</param>
/// <param name="ranks">Who train together.</param>
internal sealed class TrainingStore(ParameterStore store, Arr<ParameterSpec> parameters, TrainingSpec training, IRankGroup ranks)
{
    /// <summary>Starts a stage: fresh parameters for a restart of the first phase, a fresh optimizer, a teacher like the model.</summary>
    public void Begin(TrainingStage stage) => ranks.Once(() =>
    {
        if (stage.Phase == 0)
            ParameterInitializer.Fill(store, parameters, training.Seed, stage.Restart);
        BeginOptimizer(stage);
    });

    /// <summary>Starts a stage from the parameters and running statistics of a saved model.</summary>
    public void Begin(TrainingStage stage, Checkpoint saved) => ranks.Once(() =>
    {
        saved.Restore(store, parameters);
        BeginOptimizer(stage);
    });

    /// <summary>Takes everything from a checkpoint of this training.</summary>
    public void Restore(Checkpoint saved) => ranks.Once(() => saved.Restore(store));

    /// <summary>Keeps parameters and running statistics as the best ones so far.</summary>
    public void KeepAsBest() => ranks.Once(() =>
    {
        foreach (var parameter in parameters)
            store[parameter.Name].CopyTo(store[TrainingLayout.Best(parameter.Name)]);
    });

    /// <summary>Goes back to the best ones.</summary>
    public void GoBackToBest() => ranks.Once(() =>
    {
        foreach (var parameter in parameters)
            store[TrainingLayout.Best(parameter.Name)].CopyTo(store[parameter.Name]);
    });

    /// <summary>Puts the candidates into clusters.</summary>
    public void Group(CandidateGrouping grouping, CandidateGroups found) => ranks.Once(() => grouping.Group(found));

    private void BeginOptimizer(TrainingStage stage)
    {
        foreach (var parameter in parameters.Filter(parameter => parameter.Role == InputRole.Parameter))
        {
            store[AdamUpdate.FirstMoment(parameter.Name)].Clear();
            store[AdamUpdate.SecondMoment(parameter.Name)].Clear();
        }

        if (training.Phases[stage.Phase].HasMovingTeacher)
            foreach (var parameter in parameters.Filter(TeacherSpec.Follows))
                store[parameter.Name].CopyTo(store[TeacherSpec.Prefix + parameter.Name]);
    }
}
