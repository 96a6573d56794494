namespace GmmVae.Domain;

/// <summary>How a finished restart of a phase did.</summary>
/// <param name="Phase">The phase, from 0.</param>
/// <param name="Restart">The restart, from 0.</param>
/// <param name="Objective">The mean over its last epoch of what the restarts are compared by, in nats.</param>
public readonly record struct RestartOutcome(int Phase, int Restart, double Objective);
