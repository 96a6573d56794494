using System.Diagnostics;

namespace GmmVae.Bench;

/// <summary>
/// Notes how long each step after the first few takes, by the wall clock and in processor time of the whole process. What
/// the trainer does at the end of an epoch belongs to no step.
/// </summary>
/// <param name="warmUp">The steps that do not count.</param>
/// <param name="between">What to do now and then between two steps; the step after it does not count either.</param>
internal sealed class StepClock(int warmUp, Action? between = null) : ITrainingObserver
{
    private const int StepsBetween = 8;

    private readonly List<double> wall = [];
    private readonly List<double> processor = [];
    private long started = Stopwatch.GetTimestamp();
    private TimeSpan used = Environment.CpuUsage.TotalTime;

    /// <summary>Milliseconds of each step by the wall clock.</summary>
    public IReadOnlyList<double> Wall => wall;

    /// <summary>Milliseconds of processor time of each step, all threads together.</summary>
    public IReadOnlyList<double> Processor => processor;

    public void OnStep(in StepRecord step)
    {
        var isCounted = step.Step > warmUp && (between is null || step.Step % StepsBetween != 1);
        if (isCounted)
        {
            wall.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            processor.Add((Environment.CpuUsage.TotalTime - used).TotalMilliseconds);
        }

        if (step.Step % StepsBetween == 0)
            between?.Invoke();
        Restart();
    }

    public void OnEpoch(EpochRecord epoch, TrainingState state) => Restart();

    private void Restart() => (started, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
}
