namespace GmmVae.Domain;

/// <summary>How a finished restart of a phase did.</summary>
/// <param name="Phase">The phase, from 0.</param>
/// <param name="Restart">The restart, from 0.</param>
/// <param name="Objective">What the restarts are compared by, see <see cref="TrainingPhase.Restarts"/>: minus the information of its clusters, or the mean objective over its last epoch; in nats, the lower the better.</param>
public readonly record struct RestartOutcome(int Phase, int Restart, double Objective);
