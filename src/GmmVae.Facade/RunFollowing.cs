namespace GmmVae;

/// <summary>What is to be seen and kept of a run on its way.</summary>
/// <param name="Draw">Draws the figures at the end, if any are wanted.</param>
/// <param name="Progress">Told a few times a second and after each epoch.</param>
/// <param name="CheckpointEvery">After how many steps a checkpoint is saved, beside those at the end of each epoch.</param>
internal sealed record RunFollowing(FigureDrawing? Draw = null, IProgress<TrainingProgress>? Progress = null, int? CheckpointEvery = null);
