using GmmVae.Domain;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine;

/// <summary>
/// A trained model's parameters and running statistics under the names and in the layout that the obvious PyTorch module has:
/// linear weights [out, in], convolutions [out, in, height, width], transposed ones [in, out, height, width], channels before
/// pixels, and the constant gains of a few layers multiplied in.
/// </summary>
internal sealed class PyTorchLayout
{
    private readonly ParameterStore store;
    private readonly List<SafetensorsTensor> tensors = [];

    private PyTorchLayout(ParameterStore store) => this.store = store;

    /// <summary>The tensors in the order in which a row meets them.</summary>
    public static IReadOnlyList<SafetensorsTensor> Of(CheckpointHeader header, ParameterStore store)
    {
        var layout = new PyTorchLayout(store);
        layout.Data(header.Preprocessing);
        var smallest = layout.Encode(header.Model.Encoder);
        layout.Heads(header.Model, smallest);
        if (header.Model is GaussianMixtureSpec mixture)
            layout.Prior(mixture);
        layout.Decode(header.Model);
        return layout.tensors;
    }

    private void Data(Preprocessing preprocessing)
    {
        var (offset, scale) = preprocessing.Coefficients();
        Add("data_offset", offset.Length == 0 ? [0] : offset);
        Add("data_scale", scale.Length == 0 ? [1] : scale);
    }

    /// <summary>The encoder's trunk; the smallest image, where what follows reads one.</summary>
    private ImageShape? Encode(TrunkSpec spec)
    {
        var place = 0;
        ImageShape? smallest = null;
        if (spec is ConvolutionalSpec convolutional)
        {
            for (var i = 0; i < convolutional.Layers.Count; i++)
            {
                Kernel($"encoder.{place}", $"encoder.{i}", convolutional.Grids[i], convolutional.Layers[i].Channels, isTransposed: false);
                place = Finish("encoder", place, 1, $"encoder.{i}", spec);
            }

            (smallest, place) = (convolutional.Smallest, place + 1);
        }

        var first = (spec as ConvolutionalSpec)?.Layers.Count ?? 0;
        (_, smallest) = Dense("encoder", spec, place, first, smallest);
        return smallest;
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
        Dense("prior", mixture.PriorNetwork, 0, 0, null);
        Linear("prior_mean", "prior.mean", null, null, mixture.PriorGain);
        Linear("prior_logvariance", "prior.logvariance", null, null, mixture.PriorGain);
    }

    private void Decode(ModelSpec model)
    {
        var (place, _) = Dense("decoder", model.Decoder, 0, 0, null);
        if (model.Decoder is ConvolutionalSpec convolutional)
            Images(convolutional, place);
        else
            Linear($"decoder.{place}", "decoder.output", null, null);
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

    private void Images(ConvolutionalSpec spec, int place)
    {
        var source = Text($"decoder.{spec.Widths.Count}");
        Linear(Text($"decoder.{place}"), source, null, spec.Smallest);
        place = Finish("decoder", place, 2, source, spec);
        for (var i = spec.Layers.Count - 1; i >= 0; i--)
        {
            source = i == 0 ? "decoder.output" : Text($"decoder.{spec.Widths.Count + spec.Layers.Count - i}");
            Kernel(Text($"decoder.{place}"), source, spec.Grids[i], spec.Layers[i].Channels, isTransposed: true);
            if (i > 0)
                place = Finish("decoder", place, 1, source, spec);
        }
    }

    /// <summary>Dense layers; the place after them, and the image that what follows reads.</summary>
    private (int Place, ImageShape? Smallest) Dense(string name, TrunkSpec spec, int place, int first, ImageShape? smallest)
    {
        for (var i = 0; i < spec.Widths.Count; i++)
        {
            var source = Text($"{name}.{first + i}");
            Linear(Text($"{name}.{place}"), source, smallest, null);
            place = Finish(name, place, 1, source, spec);
            smallest = null;
        }

        return (place, smallest);
    }

    /// <summary>The normalisation of a layer at a place, <paramref name="offset"/> places on; the place of the next layer.</summary>
    private int Finish(string name, int place, int offset, string source, TrunkSpec spec)
    {
        if (!spec.BatchNorm)
            return place + offset + 1;
        foreach (var (theirs, ours) in new[] { ("weight", "scale"), ("bias", "shift"), ("running_mean", "mean"), ("running_var", "variance") })
            Add(Text($"{name}.{place + offset}.{theirs}"), store[$"{source}.norm.{ours}"].ToArray());
        return place + offset + 2;
    }

    /// <summary>A linear layer that reads the pixels of an image or writes them, or neither.</summary>
    private void Linear(string name, string source, ImageShape? read, ImageShape? written, double gain = 1)
    {
        var weight = Scaled(store[$"{source}.weight"], gain);
        var outputs = OutputsOf(source);
        var inputs = weight.Length / outputs;
        var (from, to) = (ChannelsFirst(read, inputs), ChannelsFirst(written, outputs));
        var target = new float[weight.Length];
        for (var o = 0; o < outputs; o++)
            for (var i = 0; i < inputs; i++)
                target[(o * inputs) + i] = weight[(from[i] * outputs) + to[o]];
        Add($"{name}.weight", [outputs, inputs], target);
        if (!store.Contains($"{source}.bias"))
            return;
        var bias = store[$"{source}.bias"].ToArray();
        Add($"{name}.bias", System.Array.ConvertAll(to, place => bias[place]));
    }

    private void Kernel(string name, string source, PatchGrid grid, int channels, bool isTransposed)
    {
        var weight = store[$"{source}.weight"];
        var (height, width, depth) = (grid.KernelHeight, grid.KernelWidth, grid.Image.Channels);
        var (first, second) = (channels, depth);
        var target = new float[weight.Length];
        for (var a = 0; a < first; a++)
            for (var b = 0; b < second; b++)
                for (var p = 0; p < height * width; p++)
                    target[(((a * second) + b) * height * width) + p] =
                        weight[isTransposed ? (a * grid.Length) + (p * depth) + b : (((p * depth) + b) * channels) + a];
        Add($"{name}.weight", [first, second, height, width], target);
        if (store.Contains($"{source}.bias"))
            Add($"{name}.bias", store[$"{source}.bias"].ToArray());
    }

    private int OutputsOf(string source) =>
        store.Inputs.First(input => input.Name == $"{source}.weight").Shape.Last.Factor;

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
