namespace GmmVae;

/// <summary>Tells how far a study is while its trainings tell how far they are.</summary>
internal sealed class StudyRelay(IProgress<StudyProgress>? target, int parts) : IProgress<TrainingProgress>
{
    /// <summary>The part under way.</summary>
    internal string Part { get; private set; } = "";

    /// <summary>Its number, from 1.</summary>
    internal int Number { get; private set; }

    public void Report(TrainingProgress value) => target?.Report(new StudyProgress(Part, Number, parts, value));

    internal void Begin(string part)
    {
        (Part, Number) = (part, Number + 1);
        target?.Report(new StudyProgress(Part, Number, parts));
    }

    internal void End(StudyRun? run, bool isReused) =>
        target?.Report(new StudyProgress(Part, Number, parts, IsEnd: true, Finished: run, Reused: isReused));
}
