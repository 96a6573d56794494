using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace GmmVae.Bench.Eager;

/// <summary>
/// The last phase of the library's clustering preset for MNIST in eager TorchSharp; the arithmetic is that of docs/clustering.md.
/// </summary>
internal sealed class EagerClustering : EagerGaussianMixture
{
    private const int Side = 28;
    private const int PerCluster = 10;
    private const int Trunk = 256;
    private const double Temperature = 0.5;
    private const double Entropy = 0.2;
    private const double Balance = 2;
    private const double Clean = 0.5;
    private const double Agreement = 50;
    private const double Weight = 100;
    private const string Teacher = "teacher.";

    private readonly int steps;
    private readonly int stepsPerEpoch;
    private readonly nn.Module<Tensor, Tensor> teacherTrunk;
    private readonly nn.Module<Tensor, Tensor> teacherCluster;
    private readonly nn.Module<Tensor, Tensor> cluster;

    public EagerClustering(EagerSizes sizes, int steps, int stepsPerEpoch)
        : base(sizes with { PriorHidden = 64 })
    {
        (this.steps, this.stepsPerEpoch) = (steps, stepsPerEpoch);
        Forget("encoder.");
        Encoder = Convolutions("encoder");
        CodeMean = Linear("code.mean", Trunk, sizes.Latent);
        CodeLogVariance = Linear("code.logvariance", Trunk, sizes.Latent);
        StyleMean = Linear("style.mean", Trunk, sizes.Style);
        StyleLogVariance = Linear("style.logvariance", Trunk, sizes.Style);
        cluster = Linear("cluster", Trunk, PerCluster * sizes.Clusters);
        teacherTrunk = Convolutions(Teacher + "encoder");
        teacherCluster = Linear(Teacher + "cluster", Trunk, PerCluster * sizes.Clusters);
        Members = eye(sizes.Clusters).repeat_interleave(PerCluster, 0);
        Shares = full([sizes.Clusters], 1.0 / sizes.Clusters);
        CopyToTeacher(1);
    }

    /// <summary>1 where a candidate belongs to a cluster, [candidates, clusters].</summary>
    public Tensor Members { get; }

    /// <summary>π, [clusters].</summary>
    public Tensor Shares { get; }

    public override double Rate => 2e-3 * 0.5 * (1 + Math.Cos(Math.PI * Step / steps));

    public override IEnumerable<Parameter> Learned => Own.SelectMany(entry => entry.Layer.parameters());

    private IEnumerable<(string Name, nn.Module Layer, int Channels)> Own => Named.Where(entry => !IsTeachers(entry.Name));

    private double PriorWeight => Math.Min(1, (double)Step / stepsPerEpoch);

    private double Decay => Math.Min(0.995, 1 - (1 / ((Step / 10.0) + 2)));

    /// <summary>The teacher infers, as it does in the library.</summary>
    public void Begin()
    {
        Train();
        foreach (var (name, layer, _) in Named.Where(entry => IsTeachers(entry.Name)))
            layer.eval();
    }

    public override EagerBatch Views(Tensor data)
    {
        var first = Math.Max(0, 1 - ((double)Step / stepsPerEpoch));
        return new(data, Change(data, 1, 1.5 + (0.5 * first), 5), Change(data, 0.5, 0.75, 5));
    }

    public override Dictionary<string, Tensor> Terms(EagerBatch batch)
    {
        var n = batch.Data.shape[0];
        var trunk = Encoder.call(cat([batch.Data, batch.Strong!]));
        var logQ = Assign(cluster.call(trunk));
        var logPi = Shares.log();
        var target = Target(batch.Data, batch.Weak!);
        var (mean, log) = Code(trunk);
        var (style, styleLog) = Styles(trunk);
        var (means, logs, precision) = Components(Sample(style, styleLog, batch.StyleNoise));
        var kl = Divergences(mean, log, means, logs, precision);
        var code = Sample(mean[..(int)n], log[..(int)n], batch.CodeNoise);
        var terms = Bound(batch.Data, code, logQ[..(int)n], logPi, kl[..(int)n], style[..(int)n], styleLog[..(int)n]);
        var of = logQ.chunk(2);
        terms["consistency"] = Divergence(target, of[1]) + (Clean * Divergence(target, of[0]));
        terms["assignmentEntropy"] = -(logQ.exp() * logQ).sum(-1).mean();
        terms["balance"] = BatchMeanKl(logQ, logPi);
        terms["clusterObjective"] = terms["consistency"] + (Entropy * terms["assignmentEntropy"]) + (Balance * terms["balance"]);
        terms["headAgreement"] = kl.chunk(2)
            .Select(part => Divergence(target, (logPi - part).log_softmax(-1)))
            .Aggregate((sum, part) => sum + part);
        return terms;
    }

    public override Tensor Objective(Dictionary<string, Tensor> terms) =>
        terms["reconstruction"]
        + (PriorWeight * (Priors(terms) + (Agreement * terms["headAgreement"])))
        + (Weight * terms["clusterObjective"]);

    public override void Follow()
    {
        CopyToTeacher(1 - Decay);
        base.Follow();
    }

    private static bool IsTeachers(string name) => name.StartsWith(Teacher, StringComparison.Ordinal);

    private static Tensor Divergence(Tensor target, Tensor logQ) => (target.exp() * (target - logQ)).sum(-1).mean();

    private static Tensor BatchMeanKl(Tensor logR, Tensor logPi)
    {
        var mean = logR.exp().mean([0]);
        return (mean * (mean.clamp(min: 1e-30).log() - logPi)).sum();
    }

    private Tensor Assign(Tensor logits) => logits.softmax(-1).matmul(Members).clamp(min: 1e-30).log();

    private Tensor Target(Tensor clean, Tensor weak)
    {
        using var mode = no_grad();
        var of = Assign(teacherCluster.call(teacherTrunk.call(cat([clean, weak])))).exp().chunk(2);
        return ((0.5 * (of[0] + of[1])).log() / Temperature).log_softmax(-1);
    }

    private void CopyToTeacher(double gain)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var own = Own.ToDictionary(entry => entry.Name, entry => entry.Layer.state_dict());
        foreach (var (name, layer, _) in Named.Where(entry => IsTeachers(entry.Name)))
            foreach (var (key, theirs) in layer.state_dict())
                if (theirs.is_floating_point())
                    theirs.lerp_(own[name[Teacher.Length..]][key], full_like(theirs, gain));
    }

    /// <summary>Convolutions 16x5/2 and 32x5/2, then 256.</summary>
    private Sequential Convolutions(string name)
    {
        var norm = Sizes.BatchNorm;
        var layers = new List<(string, nn.Module<Tensor, Tensor>)> { ("image", nn.Unflatten(1, [1, Side, Side])) };
        foreach (var (i, inputs, outputs) in new[] { (0, 1, 16), (1, 16, 32) })
        {
            layers.Add(($"convolution{i}", Add($"{name}.{i}", nn.Conv2d(inputs, outputs, 5, stride: 2, bias: !norm))));
            if (norm)
                layers.Add(($"norm{i}", Add($"{name}.{i}.norm", nn.BatchNorm2d(outputs, eps: 1e-5, momentum: 0.1))));
            layers.Add(($"relu{i}", nn.ReLU()));
        }

        layers.Add(("flat", nn.Flatten()));
        layers.Add(("linear2", Linear($"{name}.2", 512, Trunk, hasBias: !norm, channels: 32)));
        if (norm)
            layers.Add(("norm2", Add($"{name}.2.norm", nn.BatchNorm1d(Trunk, eps: 1e-5, momentum: 0.1))));
        layers.Add(("relu2", nn.ReLU()));
        return nn.Sequential(layers);
    }

    /// <summary>Images turned, scaled, sheared and shifted, each its own way, and warped by displacements on a grid, in pixels.</summary>
    private static Tensor Change(Tensor rows, double affine, double elastic, int grid)
    {
        using var mode = no_grad();
        var n = rows.shape[0];
        var drawn = ((rand(5, n) * 2) - 1) * affine;
        var (angle, size, shear, right, down) = (drawn[0] * (Math.PI / 18), 1 + (0.1 * drawn[1]), 0.2 * drawn[2], drawn[3], drawn[4]);
        var (cosine, sine, pixel) = (angle.cos() / size, angle.sin() / size, 2.0 / Side);
        var theta = stack([cosine, (cosine * shear) - sine, -2 * pixel * right, sine, (sine * shear) + cosine, -2 * pixel * down], -1)
            .view(n, 2, 3);
        var where = F.affine_grid(theta, [n, 1, Side, Side], align_corners: false);
        var moves = F.interpolate(
            randn(n, 2, grid, grid) * (elastic * pixel), [Side, Side], mode: InterpolationMode.Bilinear, align_corners: true);
        return F.grid_sample(rows.view(n, 1, Side, Side), where + moves.permute(0, 2, 3, 1), align_corners: false).view(n, -1);
    }
}
