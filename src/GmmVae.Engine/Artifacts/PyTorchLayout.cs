using System.Text.Json.Nodes;
using GmmVae.Domain;
using static LanguageExt.Prelude;

namespace GmmVae.Engine;

/// <summary>
/// A trained model's parameters and running statistics under the names and in the layout that the obvious PyTorch modules
/// have, and a list of those modules: linear weights [out, in], convolutions [out, in, height, width], transposed ones
/// [in, out, height, width], channels before pixels, and the constant gains of a few layers multiplied in.
/// </summary>
internal sealed class PyTorchLayout
{
    private readonly ParameterStore store;
    private readonly List<SafetensorsTensor> tensors = [];

    /// <summary>Lays out a model.</summary>
    public PyTorchLayout(CheckpointHeader header, ParameterStore store)
    {
        this.store = store;
        var (offset, scale) = header.Preprocessing.Coefficients();
        Add("data_offset", offset.Length == 0 ? [0] : offset);
        Add("data_scale", scale.Length == 0 ? [1] : scale);
        Heads(header.Model, Encode(header.Model.Encoder));
        if (header.Model is GaussianMixtureSpec mixture)
            Prior(mixture);
        Decode(header.Model);
    }

    /// <summary>The tensors in the order in which a row meets them.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors => tensors;

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
            if (store.Contains($"{name}.weight"))
                Linear(name.Replace('.', '_'), name, smallest, null);
        if (model is not GaussianMixtureSpec mixture)
            return;
        if (mixture.HasCandidates)
            Add("cluster_groups", [mixture.Candidates, mixture.Clusters], store[ClusterHead.Members].ToArray());
        Add("cluster_prior", System.Array.ConvertAll(ClusterShares.Of(mixture, store), share => (float)share));
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
        if (gaussian.Variance == GaussianVariance.Fixed)
            Add("decoder_logvariance", [], [(float)PortableMath.Log(gaussian.InitialVariance)]);
        else
            Add(
                "decoder_logvariance",
                gaussian.Variance == GaussianVariance.Shared ? [] : [model.Features],
                Scaled(store["decoder.logvariance"], GenerativeNetwork.LogVarianceGain));
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
            var name = Place(network, normalisation, store[$"{source}.norm.scale"].Length);
            foreach (var (theirs, ours) in new[] { ("weight", "scale"), ("bias", "shift"), ("running_mean", "mean"), ("running_var", "variance") })
                Add($"{name}.{theirs}", store[$"{source}.norm.{ours}"].ToArray());
        }

        Place(network, spec.Activation == Activation.Relu ? "ReLU" : "Tanh");
    }

    /// <summary>A linear layer that reads the pixels of an image or writes them, or neither.</summary>
    private void Linear(string network, string source, ImageShape? read, ImageShape? written, double gain = 1)
    {
        var weight = Scaled(store[$"{source}.weight"], gain);
        var outputs = store.Inputs.First(input => input.Name == $"{source}.weight").Shape.Last.Factor;
        var inputs = weight.Length / outputs;
        var (from, to) = (ChannelsFirst(read, inputs), ChannelsFirst(written, outputs));
        var target = new float[weight.Length];
        for (var o = 0; o < outputs; o++)
            for (var i = 0; i < inputs; i++)
                target[(o * inputs) + i] = weight[(from[i] * outputs) + to[o]];
        var name = Place(network, "Linear", inputs, outputs, HasBias(source));
        Add($"{name}.weight", [outputs, inputs], target);
        if (!HasBias(source))
            return;
        var bias = store[$"{source}.bias"].ToArray();
        Add($"{name}.bias", System.Array.ConvertAll(to, place => bias[place]));
    }

    /// <summary>The layer of a convolution, or its transpose, which gives back the pixels that no patch reached.</summary>
    private void Convolution(string network, string source, ConvolutionalSpec spec, int layer, bool isTransposed)
    {
        var (grid, (channels, kernel, stride, padding)) = (spec.Grids[layer], spec.Layers[layer]);
        var (depth, area) = (grid.Image.Channels, kernel * kernel);
        var weight = store[$"{source}.weight"];
        var target = new float[weight.Length];
        for (var a = 0; a < channels; a++)
            for (var b = 0; b < depth; b++)
                for (var p = 0; p < area; p++)
                    target[(((a * depth) + b) * area) + p] = weight[isTransposed ? (a * grid.Length) + (p * depth) + b : (((p * depth) + b) * channels) + a];
        var rest = new JsonArray(Rest(grid.Image.Height), Rest(grid.Image.Width));
        var name = isTransposed
            ? Place(network, "ConvTranspose2d", channels, depth, kernel, stride, padding, rest, 1, HasBias(source))
            : Place(network, "Conv2d", depth, channels, kernel, stride, padding, 1, 1, HasBias(source));
        Add($"{name}.weight", [channels, depth, kernel, kernel], target);
        if (HasBias(source))
            Add($"{name}.bias", store[$"{source}.bias"].ToArray());

        int Rest(int side) => (side + (2 * padding) - kernel) % stride;
    }

    private bool HasBias(string source) => store.Contains($"{source}.bias");

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

    /// <summary>For each place of an image with channels first, the place with channels last; the same place where there is no image.</summary>
    private static int[] ChannelsFirst(ImageShape? image, int count)
    {
        int[] places = [.. Enumerable.Range(0, count)];
        if (image is not { } shape)
            return places;
        var pixels = shape.Height * shape.Width;
        return System.Array.ConvertAll(places, i => (i % pixels * shape.Channels) + (i / pixels));
    }

    private static float[] Scaled(ReadOnlySpan<float> values, double gain)
    {
        var scaled = values.ToArray();
        if (gain != 1)
            foreach (ref var value in scaled.AsSpan())
                value = (float)(value * gain);
        return scaled;
    }

    private void Add(string name, float[] vector) => Add(name, [vector.Length], vector);

    private void Add(string name, int[] shape, float[] values) => tensors.Add(SafetensorsTensor.Of(name, toArray(shape), values));

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
