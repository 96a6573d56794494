using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>One finished training step.</summary>
/// <param name="Epoch">The epoch it belongs to, from 1.</param>
/// <param name="Step">Its number in the whole training, from 1.</param>
/// <param name="LearningRate">The step size used.</param>
/// <param name="Terms">The batch means of the terms before the update, in nats.</param>
public readonly record struct StepRecord(int Epoch, long Step, double LearningRate, TermValues Terms);
