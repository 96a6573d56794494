namespace GmmVae;

/// <summary>Turns the progress of single trainings into that of the whole.</summary>
internal sealed class PartTracker(IProgress<ReproductionProgress>? progress, int parts) : IProgress<TrainingProgress>
{
    private int part;
    private string name = "";

    public void Report(TrainingProgress value) => progress?.Report(new ReproductionProgress(part, parts, name, false, value));

    internal void Begin(string next) => (part, name) = (part + 1, next);

    internal void End(bool isReused) => progress?.Report(new ReproductionProgress(part, parts, name, isReused, null));
}
