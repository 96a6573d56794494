namespace GmmVae;

/// <summary>How far a reproduction is.</summary>
/// <param name="Part">The part under way, from 1.</param>
/// <param name="Parts">All parts.</param>
/// <param name="Name">What the part does.</param>
/// <param name="IsReused">Whether it is finished already, from an earlier call.</param>
/// <param name="Training">How far its training is, for parts that train.</param>
public sealed record ReproductionProgress(int Part, int Parts, string Name, bool IsReused, TrainingProgress? Training);
