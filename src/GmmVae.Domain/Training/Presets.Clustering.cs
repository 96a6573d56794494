using static LanguageExt.Prelude;

namespace GmmVae.Domain;

public static partial class Presets
{
    /// <summary>
    /// The Gaussian-mixture model with a cluster head, trained for clusters: in two phases, with views of pictures, signals,
    /// numbers or other vectors.
    /// </summary>
    public static RunOptions Clustering(DataTraits data) => FewRows.Suit(
        data switch
        {
            { Image: { } image } => (data.InUnitInterval ? ClusteredImages : ClusteredImages with { Likelihood = LikelihoodKind.Gaussian })
                with { Clustering = ViewSets.Images(new ClusteringOptions { CandidatesPerCluster = 10 }, Math.Min(image.Height, image.Width)) },
            { IsSignal: true } => ClusteredSignals,
            { Features: 1 } => ClusteredNumbers,
            { InUnitInterval: true } => ClusteredVectors with { Likelihood = LikelihoodKind.Bernoulli },
            _ => ClusteredVectors,
        },
        data);

    private static RunOptions ClusteredImages => Images with
    {
        Convolutions = Array(new ConvolutionLayer(16, 5, 2), new ConvolutionLayer(32, 5, 2)),
        Hidden = Array(256),
        DecoderHidden = Array(500, 500),
        Responsibilities = ResponsibilityKind.EncoderHead,
        PriorHidden = Array(64),
        Latent = 32,
        Epochs = 10,
        LearningRate = 2e-3,
        Decay = LearningRateDecay.Cosine,
        WarmUpEpochs = 1,
    };

    private static RunOptions ClusteredSignals => Vectors with
    {
        Responsibilities = ResponsibilityKind.EncoderHead,
        Epochs = 17,
        Clustering = ViewSets.Signals(ClusteredRows),
    };

    /// <summary>On one axis boundaries move little for each step: larger steps, and no teacher that lags behind.</summary>
    private static RunOptions ClusteredNumbers => Numbers with
    {
        Responsibilities = ResponsibilityKind.EncoderHead,
        Epochs = 17,
        LearningRate = 3e-3,
        Clustering = new ClusteringOptions
        {
            StartEpochs = 24,
            StartView = new ViewOptions.Vector(Noise: 0.02, Dropout: 0),
            StrongView = new ViewOptions.Vector(Noise: 0.02, Dropout: 0),
            Weight = 10,
            Teacher = new TeacherSpec.Self(1),
            Clean = 0,
            Agreement = 5,
        },
    };

    private static RunOptions ClusteredVectors => ClusteredSignals with
    {
        Clustering = ViewSets.Vectors(ClusteredRows),
    };

    private static ClusteringOptions ClusteredRows => new() { StartEpochs = 16, Weight = 50 };
}
