namespace GmmVae;

/// <summary>Tells those who follow a study what is downloaded before it can begin.</summary>
internal sealed class StudyDownloads(IProgress<StudyProgress>? target, int parts) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => target?.Report(new StudyProgress("", 0, parts, value));
}
