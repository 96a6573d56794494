using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>A model's results on a data set. Arrays are row-major; one row an observation.</summary>
/// <param name="Terms">The mean terms in nats; the objective has the training's final weights and the threshold.</param>
/// <param name="Rows">The number of observations.</param>
/// <param name="Codes">Mean codes, [rows, latent].</param>
/// <param name="Clustering">Cluster probabilities, for clustering models.</param>
public sealed record Evaluation(TermValues Terms, int Rows, ReadOnlyMemory<float> Codes, ClusterProbabilities? Clustering);
