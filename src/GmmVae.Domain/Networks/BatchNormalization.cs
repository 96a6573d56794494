namespace GmmVae.Domain;

/// <summary>
/// Batch normalisation over rows (arXiv:1502.03167): ε = 1e-5; running statistics move by 0.1 towards the batch's mean
/// and its unbiased variance.
/// </summary>
public static class BatchNormalization
{
    private const double Epsilon = 1e-5;
    private const double Momentum = 0.1;

    /// <summary>Normalises [rows, width]; declares <c>name.scale</c>, <c>name.shift</c>, <c>name.mean</c>, <c>name.variance</c>, each [width].</summary>
    public static Sym Apply(NetworkBuilder network, string name, Sym x)
    {
        var width = Shape.Of(x.Shape.Last);
        var scale = network.Parameter($"{name}.scale", width, new Initializer.Fill(1));
        var shift = network.Parameter($"{name}.shift", width, new Initializer.Fill(0));
        var runningMean = network.State($"{name}.mean", width, new Initializer.Fill(0));
        var runningVariance = network.State($"{name}.variance", width, new Initializer.Fill(1));

        if (network.Mode == NetworkMode.Inference)
            return Normalize(x - runningMean, runningVariance);

        var mean = x.Mean(0);
        var centred = x - mean;
        var variance = centred.Square().Mean(0);
        var rows = network.Graph.Add(new Op.Length(x.Shape[0]));
        var unbiased = variance * (rows / (rows - 1).Maximum(network.Graph.Constant(1)));
        network.Replace($"{name}.mean", Move(runningMean, mean));
        network.Replace($"{name}.variance", Move(runningVariance, unbiased));
        return Normalize(centred, variance);

        Sym Normalize(Sym centred, Sym variance) => (centred * (scale / (variance + Epsilon).Sqrt())) + shift;

        static Sym Move(Sym running, Sym batch) => (running * (1 - Momentum)) + (batch * Momentum);
    }
}
