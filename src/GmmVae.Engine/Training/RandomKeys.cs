using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>Where every random number of a run comes from: one key for each purpose, derived from the seed alone.</summary>
public static class RandomKeys
{
    /// <summary>A parameter's start. It depends on the name, so that a new network changes no other's start.</summary>
    public static RandomKey Initialization(ulong seed, int phase, int restart, string parameter) =>
        RandomKey.FromSeed(seed).Fold("initialization").Fold((ulong)phase).Fold((ulong)restart).Fold(parameter);

    /// <summary>A noise input in training; the step is folded in, rows of the batch count from 0.</summary>
    public static RandomKey Training(ulong seed, int phase, int restart, string input) =>
        RandomKey.FromSeed(seed).Fold("noise").Fold((ulong)phase).Fold((ulong)restart).Fold(input);

    /// <summary>A noise input in evaluation; rows of the data set count from 0.</summary>
    public static RandomKey Evaluation(ulong seed, string input) => RandomKey.FromSeed(seed).Fold("evaluation").Fold(input);

    /// <summary>A noise input of the importance-weighted bound; the number of the sample is folded in.</summary>
    public static RandomKey Importance(ulong seed, string input) => RandomKey.FromSeed(seed).Fold("importance").Fold(input);

    /// <summary>A noise input in sampling; samples count from 0.</summary>
    public static RandomKey Sampling(ulong seed, string input) => RandomKey.FromSeed(seed).Fold("sampling").Fold(input);

    /// <summary>A view of the data in training; the step and the row of the data set are folded in.</summary>
    /// <param name="seed">The run's.</param>
    /// <param name="phase">From 0.</param>
    /// <param name="restart">From 0.</param>
    /// <param name="view">Which of a step's views, from 0.</param>
    public static RandomKey Augmentation(ulong seed, int phase, int restart, int view) =>
        RandomKey.FromSeed(seed).Fold("augmentation").Fold((ulong)phase).Fold((ulong)restart).Fold((ulong)view);
}
