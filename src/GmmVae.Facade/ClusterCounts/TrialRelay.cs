namespace GmmVae;

/// <summary>Tells how far a trial of a number of clusters is; its epochs end without a line of their own.</summary>
internal sealed class TrialRelay(IProgress<TrainingProgress>? target, string trial) : IProgress<TrainingProgress>
{
    private TrainingProgress? last;

    public void Report(TrainingProgress value)
    {
        last = value with { IsEpochEnd = false, Warnings = [], Stage = $"{trial}  {value.Stage}" };
        target?.Report(last);
    }

    /// <summary>Tells what came of the trial, at its end.</summary>
    internal void End(Domain.ClusterCountScore score) => target?.Report(last! with { ClusterCount = score });
}
