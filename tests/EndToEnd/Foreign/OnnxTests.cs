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
        Assert.All(specs, pair => Assert.Equal(pair.Key.Contains("convolutional", StringComparison.Ordinal), pair.Value is { Encoder: ConvolutionalSpec, Decoder: ConvolutionalSpec }));
        Assert.All(specs, pair => Assert.Equal(pair.Key.Contains("candidates", StringComparison.Ordinal), pair.Value is GaussianMixtureSpec { HasCandidates: true }));
        Assert.Contains(specs.Values, spec => spec.Likelihood is Likelihood.Gaussian);
        Assert.Contains(specs.Values, spec => spec.Likelihood is Likelihood.Bernoulli);
        Assert.Contains(specs.Values, spec => spec.MasksMissing);
        Assert.Contains(specs.Values, spec => spec.Encoder.BatchNorm);
        Assert.Contains(specs.Values, spec => !spec.Encoder.BatchNorm);
    }

    [NpmFact]
    public void Every_graph_of_every_model_gives_our_own_numbers_in_onnxruntime_at_any_batch()
    {
        var calls = ForeignModel.Names
            .Select(ForeignModel.Of)
            .SelectMany(model => Batches.SelectMany(batch => model.Calls(batch).Select(call => (Model: model, Batch: batch, Call: call))))
            .ToArray();
        var answers = OnnxRuntime.Run(calls.Select(call => (Path.Combine(call.Model.Export(ExportFormat.Onnx), call.Call.File), (IReadOnlyList<OnnxTensor>)call.Call.Inputs)));
        Assert.Equal(calls.Length, answers.Count);
        foreach (var ((model, batch, call), answer) in calls.Zip(answers))
        {
            var what = $"{model.Name}, {call.File}, batch {batch}";
            Assert.Equal(call.Outputs.Select(output => output.Name).Order(), answer.Keys.Order());
            foreach (var expected in call.Outputs)
                ForeignModel.Close(expected, answer[expected.Name], what);
        }
    }
}
