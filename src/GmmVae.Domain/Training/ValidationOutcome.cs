namespace GmmVae.Domain;

/// <summary>The best epoch of a training so far, for the rows that it does not learn from.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Objective">The objective on those rows at its end, in nats.</param>
public readonly record struct ValidationOutcome(int Epoch, double Objective);
