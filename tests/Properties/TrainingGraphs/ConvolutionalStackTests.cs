using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class ConvolutionalStackTests
{
    private static readonly ImageShape Image = new(9, 8, 2);

    /// <summary>9x8x2 to 4x3x3 to 2x1x4.</summary>
    private static readonly Arr<ConvolutionLayer> Layers = Array(new ConvolutionLayer(3, 3, 2), new ConvolutionLayer(4, 2, 2));

    [Fact]
    public void The_parameters_are_named_shaped_and_started_as_those_of_dense_layers_on_patches()
    {
        var model = EvaluationGraph.Build(Spec(batchNorm: false));
        Assert.Equal(
            [
                "encoder.0.weight [18, 3] 18", "encoder.0.bias [3] 18",
                "encoder.1.weight [12, 4] 12", "encoder.1.bias [4] 12",
                "encoder.2.weight [8, 5] 8", "encoder.2.bias [5] 8",
                "code.mean.weight [5, 2] 5", "code.mean.bias [2] 5",
                "decoder.0.weight [2, 6] 2", "decoder.0.bias [6] 2",
                "decoder.1.weight [6, 8] 6", "decoder.1.bias [8] 6",
                "decoder.2.weight [4, 12] 12", "decoder.2.bias [3] 12",
                "decoder.output.weight [3, 18] 18", "decoder.output.bias [2] 18",
            ],
            model.Parameters.Select(parameter => $"{parameter.Name} {parameter.Shape} {FanIn(parameter)}").ToArray());

        static double FanIn(ParameterSpec parameter) =>
            Math.Round(1 / Math.Pow(Assert.IsType<Initializer.Uniform>(parameter.Initializer).Bound, 2), 9);
    }

    [Fact]
    public void Normalised_layers_have_a_scale_a_channel_and_no_bias_but_the_last()
    {
        var parameters = EvaluationGraph.Build(Spec(batchNorm: true)).Parameters;
        Assert.Equal(
            ["code.mean.bias", "decoder.output.bias"],
            parameters.Select(parameter => parameter.Name).Where(name => name.EndsWith(".bias", StringComparison.Ordinal)).ToArray());
        Assert.Equal(
            ["encoder.0.norm.scale [3]", "encoder.1.norm.scale [4]", "encoder.2.norm.scale [5]", "decoder.0.norm.scale [6]", "decoder.1.norm.scale [4]", "decoder.2.norm.scale [3]"],
            parameters.Where(parameter => parameter.Name.EndsWith(".scale", StringComparison.Ordinal)).Select(parameter =>
                $"{parameter.Name} {parameter.Shape}").ToArray());
    }

    [Fact]
    public void Training_computes_no_gradient_of_the_data()
    {
        var layers = ConvolutionalSpec.Create(Image, Layers, Array(5), Activation.Relu, batchNorm: true);
        var dense = NetworkSpec.Create(Array(6), Activation.Relu, batchNorm: true);
        Assert.Equal(Layers.Count - 1, Folds(AutoEncoderSpec.Create(Image.Features, 2, layers, dense, new Likelihood.Bernoulli()).Valid()));
        Assert.Equal(Layers.Count, Folds(AutoEncoderSpec.Create(Image.Features, 2, dense, layers, new Likelihood.Bernoulli()).Valid()));

        static int Folds(ModelSpec spec) =>
            TrainStepGraph.Build(spec, AdamSpec.Default).Graph.Nodes.Count(node => node.Op is Op.Fold);
    }

    private static AutoEncoderSpec Spec(bool batchNorm) => AutoEncoderSpec.Create(
        Image.Features, 2,
        ConvolutionalSpec.Create(Image, Layers, Array(5), Activation.Relu, batchNorm),
        ConvolutionalSpec.Create(Image, Layers, Array(6), Activation.Relu, batchNorm),
        Success<SpecError, Likelihood>(new Likelihood.Bernoulli())).Valid();
}
