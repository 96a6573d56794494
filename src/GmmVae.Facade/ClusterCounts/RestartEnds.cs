using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>Keeps what clusters each restart of a training of one phase assigns at its end, before the next one starts afresh.</summary>
internal sealed class RestartEnds(ITrainingObserver inner, long stepsEach, Func<int[]> assign) : ITrainingObserver
{
    private readonly List<int[]> assignments = [];

    /// <summary>The cluster of each row, for each finished restart.</summary>
    internal IReadOnlyList<int[]> Assignments => assignments;

    public void OnStep(in StepRecord step)
    {
        inner.OnStep(step);
        if (step.Step % stepsEach == 0)
            assignments.Add(assign());
    }

    public void OnEpoch(EpochRecord epoch, TrainingState state) => inner.OnEpoch(epoch, state);
}
