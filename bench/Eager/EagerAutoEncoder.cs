using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace GmmVae.Bench.Eager;

/// <summary>The sizes of a model.</summary>
internal sealed record EagerSizes(
    int Latent, bool BatchNorm, double Threshold, int Features = 784, int First = 500, int Second = 500, int Style = 2,
    int Clusters = 10, int PriorHidden = 500);

/// <summary>What a step is given: observations, further views of them, and noise where it is not to be drawn.</summary>
internal sealed record EagerBatch(
    Tensor Data, Tensor? Strong = null, Tensor? Weak = null, Tensor? CodeNoise = null, Tensor? StyleNoise = null);

/// <summary>
/// The library's autoencoder as one would write it with TorchSharp: modules, autograd, one call after another. The names are the library's,
/// so that both can be given the same numbers.
/// </summary>
internal class EagerAutoEncoder : nn.Module
{
    private readonly List<(string Name, nn.Module Layer, int Channels)> named = [];

    public EagerAutoEncoder(EagerSizes sizes)
        : base("autoencoder")
    {
        Sizes = sizes;
        Encoder = Hidden("encoder", [sizes.Features, sizes.First, sizes.Second], sizes.BatchNorm);
        CodeMean = Linear("code.mean", sizes.Second, sizes.Latent);
        Decoder = Hidden("decoder", [sizes.Latent, sizes.Second, sizes.First], false);
        DecoderOutput = Linear("decoder.output", sizes.First, sizes.Features);
    }

    /// <summary>The step that comes next, from 0.</summary>
    public int Step { get; set; }

    /// <summary>Layers by the library's names; of a dense layer that reads convolved images, their channels.</summary>
    public IEnumerable<(string Name, nn.Module Layer, int Channels)> Named => named;

    public virtual double Rate => 1e-3;

    /// <summary>What the optimizer changes.</summary>
    public virtual IEnumerable<Parameter> Learned => named.SelectMany(entry => entry.Layer.parameters());

    protected EagerSizes Sizes { get; }

    protected nn.Module<Tensor, Tensor> Encoder { get; set; }

    protected nn.Module<Tensor, Tensor> CodeMean { get; set; }

    private nn.Module<Tensor, Tensor> Decoder { get; }

    private nn.Module<Tensor, Tensor> DecoderOutput { get; }

    /// <summary>The views that a step sees of a batch.</summary>
    public virtual EagerBatch Views(Tensor data) => new(data);

    /// <summary>The batch means of the terms, by the library's names.</summary>
    public virtual Dictionary<string, Tensor> Terms(EagerBatch batch) => new()
    {
        ["reconstruction"] = Reconstruction(Decode(CodeMean.call(Encoder.call(batch.Data))), batch.Data),
    };

    public virtual Tensor Objective(Dictionary<string, Tensor> terms) => terms.Values.Aggregate((sum, term) => sum + term);

    /// <summary>What follows the optimizer.</summary>
    public virtual void Follow() => Step++;

    /// <summary>Training or not, of all layers.</summary>
    public void Train() => named.ForEach(entry => entry.Layer.train());

    protected Tensor Decode(Tensor code) => DecoderOutput.call(Decoder.call(code));

    protected nn.Module<Tensor, Tensor> Linear(string name, int inputs, int outputs, bool hasBias = true, int channels = 1) =>
        Add(name, nn.Linear(inputs, outputs, hasBias), channels);

    protected T Add<T>(string name, T layer, int channels = 1)
        where T : nn.Module
    {
        named.RemoveAll(entry => entry.Name == name);
        named.Add((name, layer, channels));
        return layer;
    }

    protected void Forget(string prefix) => named.RemoveAll(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal));

    protected static Tensor Sample(Tensor mean, Tensor logVariance, Tensor? noise) =>
        mean + ((0.5 * logVariance).exp() * (noise ?? randn_like(mean)));

    protected static Tensor Reconstruction(Tensor logits, Tensor data) =>
        F.binary_cross_entropy_with_logits(logits, data, reduction: nn.Reduction.None).sum(-1).mean();

    protected static Tensor FromStandard(Tensor mean, Tensor logVariance) =>
        0.5 * (mean.square() + logVariance.exp() - logVariance - 1).sum(-1);

    private Sequential Hidden(string name, int[] widths, bool batchNorm)
    {
        var layers = new List<(string, nn.Module<Tensor, Tensor>)>();
        for (var i = 0; i + 1 < widths.Length; i++)
        {
            layers.Add(($"linear{i}", Linear($"{name}.{i}", widths[i], widths[i + 1], hasBias: !batchNorm)));
            if (batchNorm)
                layers.Add(($"norm{i}", Add($"{name}.{i}.norm", nn.BatchNorm1d(widths[i + 1], eps: 1e-5, momentum: 0.1))));
            layers.Add(($"relu{i}", nn.ReLU()));
        }

        return nn.Sequential(layers);
    }
}

/// <summary>The library's VAE in eager TorchSharp.</summary>
internal class EagerVae : EagerAutoEncoder
{
    public EagerVae(EagerSizes sizes)
        : base(sizes) => CodeLogVariance = Linear("code.logvariance", sizes.Second, sizes.Latent);

    protected nn.Module<Tensor, Tensor> CodeLogVariance { get; set; }

    public override Dictionary<string, Tensor> Terms(EagerBatch batch)
    {
        var (mean, log) = Code(Encoder.call(batch.Data));
        return new()
        {
            ["reconstruction"] = Reconstruction(Decode(Sample(mean, log, batch.CodeNoise)), batch.Data),
            ["latentPrior"] = FromStandard(mean, log).mean(),
        };
    }

    protected (Tensor Mean, Tensor LogVariance) Code(Tensor trunk) => (CodeMean.call(trunk), CodeLogVariance.call(trunk).clamp(-10.0, 8.0));
}

/// <summary>The library's GMM-VAE in eager TorchSharp.</summary>
internal class EagerGaussianMixture : EagerVae
{
    private readonly double priorGain;

    public EagerGaussianMixture(EagerSizes sizes)
        : base(sizes)
    {
        StyleMean = Linear("style.mean", sizes.Second, sizes.Style);
        StyleLogVariance = Linear("style.logvariance", sizes.Second, sizes.Style);
        priorGain = Math.Min(1, 64.0 / sizes.PriorHidden);
        Prior = Linear("prior.0", sizes.Style, sizes.PriorHidden);
        PriorMean = Linear("prior.mean", sizes.PriorHidden, sizes.Clusters * sizes.Latent);
        PriorLogVariance = Linear("prior.logvariance", sizes.PriorHidden, sizes.Clusters * sizes.Latent);
    }

    protected nn.Module<Tensor, Tensor> StyleMean { get; set; }

    protected nn.Module<Tensor, Tensor> StyleLogVariance { get; set; }

    private nn.Module<Tensor, Tensor> Prior { get; }

    private nn.Module<Tensor, Tensor> PriorMean { get; }

    private nn.Module<Tensor, Tensor> PriorLogVariance { get; }

    public override Dictionary<string, Tensor> Terms(EagerBatch batch)
    {
        var trunk = Encoder.call(batch.Data);
        var (mean, log) = Code(trunk);
        var (style, styleLog) = Styles(trunk);
        var code = Sample(mean, log, batch.CodeNoise);
        var (means, logs, precision) = Components(Sample(style, styleLog, batch.StyleNoise));
        var logPi = full([1], -Math.Log(Sizes.Clusters));
        var logDensity = -0.5 * (((code.unsqueeze(1) - means).square() * precision) + logs + Math.Log(2 * Math.PI)).sum(-1);
        var logR = (logDensity + logPi).log_softmax(-1);
        return Bound(batch.Data, code, logR, logPi, Divergences(mean, log, means, logs, precision), style, styleLog);
    }

    public override Tensor Objective(Dictionary<string, Tensor> terms) => terms["reconstruction"] + Priors(terms);

    protected Tensor Priors(Dictionary<string, Tensor> terms) =>
        terms["conditionalPrior"] + terms["stylePrior"] + terms["clusterPrior"].clamp(min: Sizes.Threshold);

    protected (Tensor Mean, Tensor LogVariance) Styles(Tensor trunk) =>
        (StyleMean.call(trunk), StyleLogVariance.call(trunk).clamp(-10.0, 8.0));

    protected (Tensor Means, Tensor Logs, Tensor Precision) Components(Tensor style)
    {
        var hidden = tanh(Prior.call(style));
        if (priorGain != 1)
            hidden = hidden * priorGain;
        var means = PriorMean.call(hidden).view(-1, Sizes.Clusters, Sizes.Latent);
        var logs = PriorLogVariance.call(hidden).view(-1, Sizes.Clusters, Sizes.Latent).clamp(-8.0, 8.0);
        return (means, logs, (-logs).exp());
    }

    /// <summary>KL of q(x|y) to each component, [rows, clusters].</summary>
    protected static Tensor Divergences(Tensor mean, Tensor log, Tensor means, Tensor logs, Tensor precision)
    {
        var difference = log.unsqueeze(1) - logs;
        var distance = (mean.unsqueeze(1) - means).square() * precision;
        return 0.5 * (difference.exp() - difference - 1 + distance).sum(-1);
    }

    protected Dictionary<string, Tensor> Bound(
        Tensor data, Tensor code, Tensor logR, Tensor logPi, Tensor kl, Tensor style, Tensor styleLog)
    {
        var r = logR.exp();
        return new()
        {
            ["reconstruction"] = Reconstruction(Decode(code), data),
            ["conditionalPrior"] = (r * kl).sum(-1).mean(),
            ["stylePrior"] = FromStandard(style, styleLog).mean(),
            ["clusterPrior"] = (r * (logR - logPi)).sum(-1).mean(),
        };
    }
}
