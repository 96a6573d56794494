namespace GmmVae;

/// <summary>How far a study is.</summary>
/// <param name="Part">What is being done, in words: <c>seed 3</c>, say.</param>
/// <param name="Number">Which part that is, from 1.</param>
/// <param name="Parts">All parts.</param>
/// <param name="Training">How far its training is, if one is under way and one process makes the study.</param>
/// <param name="IsEnd">Whether the part is done.</param>
/// <param name="Finished">Its run, once it is done, if it is one; of baselines, what failed.</param>
/// <param name="Reused">Whether the part was there already.</param>
public sealed record StudyProgress(
    string Part, int Number, int Parts, TrainingProgress? Training = null, bool IsEnd = false, StudyRun? Finished = null, bool Reused = false);
