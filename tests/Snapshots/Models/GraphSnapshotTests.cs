using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Snapshots.Models;

public sealed class GraphSnapshotTests
{
    [Fact]
    public void Evaluation_graph() => Snapshot.Verify(GraphText.Write(EvaluationGraph.Build(Tiny).Graph));

    [Fact]
    public void Train_step_graph() => Snapshot.Verify(GraphText.Write(TrainStepGraph.Build(Tiny, AdamSpec.Default).Graph));

    [Fact]
    public void Train_step_graph_of_convolutions() =>
        Snapshot.Verify(GraphText.Write(TrainStepGraph.Build(Convolutional, AdamSpec.Default).Graph));

    /// <summary>Two convolutions inwards, normalised, and one outwards.</summary>
    private static AutoEncoderSpec Convolutional => AutoEncoderSpec.Create(
        features: 28,
        latent: 2,
        ConvolutionalSpec.Create(
            new ImageShape(7, 4), Array(new ConvolutionLayer(3, 2), new ConvolutionLayer(2, 3, 2, 1)), Arr<int>.Empty, Activation.Relu,
                batchNorm: true),
        ConvolutionalSpec.Create(
            new ImageShape(7, 4), Array(new ConvolutionLayer(3, 3, 2)), Arr<int>.Empty, Activation.Relu, batchNorm: false),
        Success<SpecError, Likelihood>(new Likelihood.Bernoulli())).IfFail(errors =>
            throw new InvalidOperationException(string.Join("; ", errors)));

    /// <summary>One hidden layer each, batch-normalised in the encoder: every part once.</summary>
    private static GaussianMixtureSpec Tiny => GaussianMixtureSpec.Create(
        features: 3,
        latent: 2,
        style: 1,
        Layers(batchNorm: true),
        Layers(batchNorm: false),
        NetworkSpec.Create(Array(4), Activation.Tanh, batchNorm: false),
        Success<SpecError, Likelihood>(new Likelihood.Bernoulli()),
        ClusterPrior.Uniform(2, threshold: 0.5)).IfFail(errors => throw new InvalidOperationException(string.Join("; ", errors)));

    private static Validation<SpecError, NetworkSpec> Layers(bool batchNorm) => NetworkSpec.Create(Array(5), Activation.Relu, batchNorm);
}
