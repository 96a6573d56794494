namespace GmmVae;

/// <summary>A part of a study, which one process does by itself.</summary>
/// <param name="Name">What it is, in words.</param>
/// <param name="Do">Does it.</param>
internal sealed record StudyPart(string Name, Func<IProgress<TrainingProgress>, CancellationToken, StudyOutcome> Do);
