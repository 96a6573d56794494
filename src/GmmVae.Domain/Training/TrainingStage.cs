namespace GmmVae.Domain;

/// <summary>One go at one phase: what a training is made of, one after another.</summary>
/// <param name="Phase">The phase, from 0.</param>
/// <param name="Restart">Which go at the phase, from 0.</param>
/// <param name="FirstEpoch">The epochs of the whole training before it.</param>
/// <param name="Epochs">Its own epochs.</param>
public readonly record struct TrainingStage(int Phase, int Restart, int FirstEpoch, int Epochs);
