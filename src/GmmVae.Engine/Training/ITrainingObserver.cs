using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>Follows a training from the thread that runs it.</summary>
public interface ITrainingObserver
{
    /// <summary>After each step.</summary>
    void OnStep(in StepRecord step);

    /// <summary>After each epoch, and at the end of a training that stops within one; the state covers all steps so far.</summary>
    void OnEpoch(EpochRecord epoch, TrainingState state);
}
