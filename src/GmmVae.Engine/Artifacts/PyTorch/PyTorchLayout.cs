using System.Text.Json.Nodes;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Domain.Numerics;
using GmmVae.Domain.Steps;
using GmmVae.Engine.Data;
using GmmVae.Engine.Training;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Artifacts.PyTorch;

/// <summary>
/// A model's parameters and running statistics under the names and in the layout that the obvious PyTorch modules
/// have, and a list of those modules: linear weights [out, in], convolutions [out, in, height, width], transposed ones
/// [in, out, height, width], channels before pixels, and the constant gains of a few layers multiplied in.
/// </summary>
internal sealed class PyTorchLayout
{
    private readonly Dictionary<string, Shape> shapes;
    private readonly List<PyTorchTensor> tensors = [];

    /// <summary>Lays out a model.</summary>
    public PyTorchLayout(ModelSpec model, Preprocessing preprocessing)
    {
        shapes = EvaluationGraph.Build(model).Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Shape,
            StringComparer.Ordinal);
        var (offset, scale) = preprocessing.Coefficients();
        Fix("data_offset", offset.Length == 0 ? [0] : offset);
        Fix("data_scale", scale.Length == 0 ? [1] : scale);
        if (model is PlainMixtureSpec)
        {
            foreach (var (name, shape) in shapes)
                Add(new(name.Replace('.', '_'), Checkpoint.Dimensions(shape), name));
            return;
        }

        Heads(model, Encode(model.Encoder));
        if (model is GaussianMixtureSpec mixture)
            Prior(mixture);
        Decode(model);
    }

    /// <summary>The tensors in the order in which a row meets them; each parameter and running statistic of the model once.</summary>
    public IReadOnlyList<PyTorchTensor> Tensors => tensors;

    /// <summary>
    /// For each name the modules of an <c>nn.Sequential</c>, or one module: a class of <c>torch.nn</c> and its arguments in
    /// order, <c>["Linear", 784, 500, true]</c>.
    /// </summary>
    public JsonObject Modules { get; } = [];

    /// <summary>The encoder's trunk; the smallest image, where what follows reads one.</summary>
    private ImageShape? Encode(TrunkSpec spec)
    {
        Modules["encoder"] = new JsonArray();
        if (spec is not ConvolutionalSpec convolutional)
            return Dense("encoder", spec, 0, null);
        for (var i = 0; i < convolutional.Layers.Count; i++)
        {
            var source = Text($"encoder.{i}");
            Convolution("encoder", source, convolutional, i, isTransposed: false);
            Finish("encoder", source, spec, "BatchNorm2d");
        }

        Place("encoder", "Flatten");
        return Dense("encoder", spec, convolutional.Layers.Count, convolutional.Smallest);
    }

    private void Heads(ModelSpec model, ImageShape? smallest)
    {
        foreach (var name in (string[])["code.mean", "code.logvariance", "style.mean", "style.logvariance", "cluster"])
            if (shapes.ContainsKey($"{name}.weight"))
                Linear(name.Replace('.', '_'), name, smallest, null);
        if (model is not GaussianMixtureSpec mixture)
            return;
        if (mixture.HasCandidates)
        {
            Add(new("cluster_groups", Array(mixture.Candidates, mixture.Clusters), ClusterHead.Members));
            Add(new("cluster_prior", Array(mixture.Clusters), ClusterHead.Shares));
        }
        else
        {
            Fix("cluster_prior", [.. mixture.ClusterPrior.Weights.Map(weight => (float)weight)]);
        }
    }

    private void Prior(GaussianMixtureSpec mixture)
    {
        Modules["prior"] = new JsonArray();
        Dense("prior", mixture.PriorNetwork, 0, null);
        Linear("prior_mean", "prior.mean", null, null, mixture.PriorGain);
        Linear("prior_logvariance", "prior.logvariance", null, null, mixture.PriorGain);
    }

    private void Decode(ModelSpec model)
    {
        Modules["decoder"] = new JsonArray();
        Dense("decoder", model.Decoder, 0, null);
        if (model.Decoder is ConvolutionalSpec convolutional)
            Images(convolutional);
        else
            Linear("decoder", "decoder.output", null, null);
        if (model.Likelihood is not Likelihood.Gaussian gaussian)
            return;
        const string Name = "decoder_logvariance";
        if (gaussian.Variance == GaussianVariance.Fixed)
            Add(new(Name, Arr<int>.Empty, "") { Fixed = [(float)PortableMath.Log(gaussian.InitialVariance)] });
        else
            Add(new(Name, gaussian.Variance == GaussianVariance.Shared ? Arr<int>.Empty : Array(model.Features), "decoder.logvariance")
            {
                Gain = GenerativeNetwork.LogVarianceGain,
            });
    }

    private void Images(ConvolutionalSpec spec)
    {
        var source = Text($"decoder.{spec.Widths.Count}");
        var (height, width, channels) = spec.Smallest;
        Linear("decoder", source, null, spec.Smallest);
        Place("decoder", "Unflatten", 1, new JsonArray(channels, height, width));
        Finish("decoder", source, spec, "BatchNorm2d");
        for (var i = spec.Layers.Count - 1; i > 0; i--)
        {
            source = Text($"decoder.{spec.Widths.Count + spec.Layers.Count - i}");
            Convolution("decoder", source, spec, i, isTransposed: true);
            Finish("decoder", source, spec, "BatchNorm2d");
        }

        Convolution("decoder", "decoder.output", spec, 0, isTransposed: true);
    }

    /// <summary>Dense layers, the first of which reads the image if there is one; the image that what follows reads.</summary>
    private ImageShape? Dense(string network, TrunkSpec spec, int first, ImageShape? read)
    {
        for (var i = 0; i < spec.Widths.Count; i++)
        {
            var source = Text($"{network}.{first + i}");
            Linear(network, source, i == 0 ? read : null, null);
            Finish(network, source, spec, "BatchNorm1d");
        }

        return spec.Widths.IsEmpty ? read : null;
    }

    /// <summary>What follows the linear part of a layer.</summary>
    private void Finish(string network, string source, TrunkSpec spec, string normalisation)
    {
        if (spec.BatchNorm)
        {
            var width = Length($"{source}.norm.scale");
            var name = Place(network, normalisation, width);
            foreach (var (theirs, ours) in new[] { ("weight", "scale"), ("bias", "shift"), ("running_mean", "mean"),
                ("running_var", "variance") })
                Add(new($"{name}.{theirs}", Array(width), $"{source}.norm.{ours}"));
        }

        Place(network, spec.Activation == Activation.Relu ? "ReLU" : "Tanh");
    }

    /// <summary>A linear layer that reads the pixels of an image or writes them, or neither.</summary>
    private void Linear(string network, string source, ImageShape? read, ImageShape? written, double gain = 1)
    {
        var outputs = shapes[$"{source}.weight"].Last.Factor;
        var inputs = Length($"{source}.weight") / outputs;
        var name = Place(network, "Linear", inputs, outputs, HasBias(source));
        Add(new($"{name}.weight", Array(outputs, inputs), $"{source}.weight")
        {
            Place = place => (ChannelsLast(read, place % inputs) * outputs) + ChannelsLast(written, place / inputs),
            Gain = gain,
        });
        if (HasBias(source))
            Add(new($"{name}.bias", Array(outputs), $"{source}.bias") { Place = place => ChannelsLast(written, place) });
    }

    /// <summary>The layer of a convolution, or its transpose, which gives back the pixels that no patch reached.</summary>
    private void Convolution(string network, string source, ConvolutionalSpec spec, int layer, bool isTransposed)
    {
        var (grid, (channels, kernel, stride, padding)) = (spec.Grids[layer], spec.Layers[layer]);
        var (depth, area) = (grid.Image.Channels, kernel * kernel);
        var rest = new JsonArray(Rest(grid.Image.Height), Rest(grid.Image.Width));
        var name = isTransposed
            ? Place(network, "ConvTranspose2d", channels, depth, kernel, stride, padding, rest, 1, HasBias(source))
            : Place(network, "Conv2d", depth, channels, kernel, stride, padding, 1, 1, HasBias(source));
        Add(new($"{name}.weight", Array(channels, depth, kernel, kernel), $"{source}.weight")
        {
            Place = place =>
            {
                var (a, b, p) = (place / (depth * area), place / area % depth, place % area);
                return isTransposed ? (a * grid.Length) + (p * depth) + b : (((p * depth) + b) * channels) + a;
            },
        });
        if (HasBias(source))
            Add(new($"{name}.bias", Array(Length($"{source}.bias")), $"{source}.bias"));

        int Rest(int side) => (side + (2 * padding) - kernel) % stride;
    }

    private bool HasBias(string source) => shapes.ContainsKey($"{source}.bias");

    private int Length(string source) => shapes[source].Size.Factor;

    /// <summary>Adds a module to those of a network, or as the only one of its name; what its tensors' names begin with.</summary>
    private string Place(string network, string kind, params JsonNode[] arguments)
    {
        var module = new JsonArray([kind, .. arguments]);
        if (Modules[network] is not JsonArray sequence)
        {
            Modules[network] = module;
            return network;
        }

        sequence.Add((JsonNode)module);
        return Text($"{network}.{sequence.Count - 1}");
    }

    /// <summary>The place with channels last of a place of an image with channels first; the same place where there is no image.</summary>
    private static int ChannelsLast(ImageShape? image, int place)
    {
        if (image is not { } shape)
            return place;
        var pixels = shape.Height * shape.Width;
        return (place % pixels * shape.Channels) + (place / pixels);
    }

    private void Fix(string name, float[] values) => Add(new(name, Array(values.Length), "") { Fixed = values });

    private void Add(PyTorchTensor tensor) => tensors.Add(tensor);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}

/// <summary>A tensor of <see cref="PyTorchLayout"/>: a parameter or running statistic of the model in PyTorch's order, or values that the
/// specification fixes.</summary>
/// <param name="Name">PyTorch's name.</param>
/// <param name="Shape">PyTorch's shape.</param>
/// <param name="Source">The model's name of it; empty where the values are fixed.</param>
internal sealed record PyTorchTensor(string Name, Arr<int> Shape, string Source)
{
    /// <summary>The values that the specification fixes.</summary>
    public float[] Fixed { get; init; } = [];

    /// <summary>For each place in PyTorch's order the place in the model's.</summary>
    public Func<int, int> Place { get; init; } = place => place;

    /// <summary>A constant that the model multiplies the parameter by, and PyTorch's modules do not.</summary>
    public double Gain { get; init; } = 1;

    /// <summary>Whether the specification fixes the values.</summary>
    public bool IsFixed => Source.Length == 0;

    /// <summary>The values in PyTorch's order from those in the model's.</summary>
    public float[] ToPyTorch(ReadOnlySpan<float> values)
    {
        var theirs = new float[values.Length];
        for (var i = 0; i < theirs.Length; i++)
            theirs[i] = values[Place(i)] is var value && Gain == 1 ? value : (float)(value * Gain);
        return theirs;
    }

    /// <summary>The values in the model's order from those in PyTorch's: what <see cref="ToPyTorch"/> was given, to the bit where the gain
    /// is a power of two, else to a rounding or two of single precision.</summary>
    public float[] FromPyTorch(ReadOnlySpan<float> values)
    {
        var ours = new float[values.Length];
        for (var i = 0; i < ours.Length; i++)
            ours[Place(i)] = Gain == 1 ? values[i] : (float)(values[i] / Gain);
        return ours;
    }
}
