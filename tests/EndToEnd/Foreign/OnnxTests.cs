namespace GmmVae.Tests.EndToEnd;

/// <summary>ONNX files in another runtime.</summary>
[Collection(ForeignTests.Name)]
public class OnnxTests
{
    private static readonly int[] Batches = [1, 7, 1000];

    [Fact]
    public void The_models_have_what_they_are_named_after()
    {
        var specs = ForeignModel.Names.ToDictionary(name => name, name => ForeignModel.Of(name).Spec);
        Assert.All(specs, pair => Assert.StartsWith(pair.Value.Kind, pair.Key, StringComparison.Ordinal));
        Assert.All(specs, pair => Assert.Equal(pair.Key.Contains("convolutional", StringComparison.Ordinal),
            pair.Value is { Encoder: ConvolutionalSpec, Decoder: ConvolutionalSpec }));
        Assert.All(specs, pair => Assert.Equal(pair.Key.Contains("candidates", StringComparison.Ordinal),
            pair.Value is GaussianMixtureSpec { HasCandidates: true }));
        Assert.Contains(specs.Values, spec => spec.Likelihood is Likelihood.Gaussian);
        Assert.Contains(specs.Values, spec => spec.Likelihood is Likelihood.Bernoulli);
        Assert.Contains(specs.Values, spec => spec.MasksMissing);
        Assert.Contains(specs.Values, spec => spec.Encoder.BatchNorm);
        Assert.Contains(specs.Values, spec => !spec.Encoder.BatchNorm);
    }

    [Fact]
    public void Every_graph_of_every_model_gives_our_own_numbers_in_onnxruntime_at_any_batch()
    {
        foreach (var model in ForeignModel.Names.Select(ForeignModel.Of))
            foreach (var calls in Batches.SelectMany(model.Calls).GroupBy(call => call.File))
            {
                using var file = new OnnxRuntime(File.ReadAllBytes(Path.Combine(model.Export(ExportFormat.Onnx), calls.Key)));
                foreach (var (name, inputs, outputs) in calls)
                    foreach (var answer in file.Run(inputs))
                    {
                        var what = $"{model.Name}, {name}, batch {inputs[0].Dimensions[0]}";
                        Assert.Equal(outputs.Select(output => output.Name).Order(), answer.Keys.Order());
                        Assert.All(outputs, expected => ForeignModel.Close(expected, answer[expected.Name], what));
                    }
            }
    }
}
