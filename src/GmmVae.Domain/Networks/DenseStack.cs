using System.Diagnostics;

namespace GmmVae.Domain;

/// <summary>Hidden layers: linear, optional batch normalisation, nonlinearity.</summary>
public static class DenseStack
{
    /// <summary>
    /// The dense layers of a specification: [rows, inputs] to [rows, last width]. Layer i declares <c>name.i</c> and, with
    /// batch norm, <c>name.i.norm</c>, i counting from <paramref name="first"/>.
    /// </summary>
    public static Sym Apply(NetworkBuilder network, string name, TrunkSpec spec, Sym x, int first = 0)
    {
        for (var i = 0; i < spec.Widths.Count; i++)
            x = Layer(network, FormattableString.Invariant($"{name}.{first + i}"), spec, x, spec.Widths[i]);
        return x;
    }

    /// <summary>One layer: [rows, inputs] to [rows, <paramref name="width"/>].</summary>
    internal static Sym Layer(NetworkBuilder network, string layer, TrunkSpec spec, Sym x, int width) =>
        Finish(network, layer, spec, network.Linear(layer, x, width, bias: !spec.BatchNorm));

    /// <summary>What follows the linear part of a layer.</summary>
    internal static Sym Finish(NetworkBuilder network, string layer, TrunkSpec spec, Sym x)
    {
        if (spec.BatchNorm)
            x = BatchNormalization.Apply(network, $"{layer}.norm", x);
        return spec.Activation switch
        {
            Activation.Relu => x.Relu(),
            Activation.Tanh => x.Tanh(),
            _ => throw new UnreachableException(),
        };
    }
}
