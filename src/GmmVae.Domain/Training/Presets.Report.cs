using static LanguageExt.Prelude;

namespace GmmVae.Domain;

public static partial class Presets
{
    /// <summary>
    /// The model of the report (arXiv:1611.02648 with the authors' networks and batch normalisation in the encoder), sized
    /// for images in [0, 1], for one number a row, or for other vectors.
    /// </summary>
    public static RunOptions Report(ModelKind model, DataTraits data) => FewRows.Suit(
        data switch
        {
            { InUnitInterval: true } => Images with { Model = model },
            { Features: 1 } => Numbers with { Model = model },
            _ => Vectors with { Model = model },
        },
        data);

    private static RunOptions Images { get; } = new()
    {
        Hidden = Array(500, 500),
        PriorHidden = Array(500),
        Latent = 128,
        Likelihood = LikelihoodKind.Bernoulli,
        Batch = 256,
        Epochs = 20,
        LearningRate = 1e-3,
    };

    private static RunOptions Vectors { get; } = new()
    {
        Hidden = Array(256, 256),
        PriorHidden = Array(64),
        Latent = 10,
        Likelihood = LikelihoodKind.Gaussian,
        Batch = 128,
        Epochs = 25,
        LearningRate = 1e-3,
        Decay = LearningRateDecay.Cosine,
        WarmUpEpochs = 3,
    };

    private static RunOptions Numbers { get; } = Vectors with
    {
        Hidden = Array(64, 64),
        Latent = 2,
    };
}
