namespace GmmVae.Tests.Snapshots;

/// <summary>A small classifier: two layers, relu between them, the mean cross entropy as its loss.</summary>
public sealed class GraphTextTests
{
    [Fact]
    public void Two_layer_network() => Snapshot.Verify(GraphText.Write(Network()));

    [Fact]
    public void Two_layer_network_with_its_gradient() => Snapshot.Verify(GraphText.Write(Reverse.Differentiate(
        Network(), "loss", "first.weight", "first.bias", "second.weight", "second.bias")));

    private static Graph Network()
    {
        var builder = new GraphBuilder();
        var data = builder.Input("data", InputRole.Data, Shape.Of(Extent.Batch, 4));
        var target = builder.Input("target", InputRole.Data, Shape.Of(Extent.Batch, 3));
        var hidden = builder.Within("first layer", () => Layer("first", data, 5).Relu());
        var logits = builder.Within("second layer", () => Layer("second", hidden, 3));
        var loss = builder.Within("cross entropy", () => -(target * logits.LogSoftmax()).Sum(-1).Mean(0));
        builder.Output("loss", loss);
        return builder.Build();

        Sym Layer(string name, Sym input, int width)
        {
            var weight = builder.Input($"{name}.weight", InputRole.Parameter, Shape.Of(width, input.Shape.Last));
            var bias = builder.Input($"{name}.bias", InputRole.Parameter, Shape.Of(width));
            return input.MatMul(weight, transposeRight: true) + bias;
        }
    }
}
