using System.Diagnostics;

namespace GmmVae.Domain;

/// <summary>Hidden layers: linear, optional batch normalisation, nonlinearity.</summary>
public static class DenseStack
{
    /// <summary>[rows, inputs] to [rows, last width]. Layer i declares <c>name.i</c> and, with batch norm, <c>name.i.norm</c>.</summary>
    public static Sym Apply(NetworkBuilder network, string name, NetworkSpec spec, Sym x)
    {
        for (var i = 0; i < spec.Widths.Count; i++)
        {
            var layer = FormattableString.Invariant($"{name}.{i}");
            x = network.Linear(layer, x, spec.Widths[i], bias: !spec.BatchNorm);
            if (spec.BatchNorm)
                x = BatchNormalization.Apply(network, $"{layer}.norm", x);
            x = spec.Activation switch
            {
                Activation.Relu => x.Relu(),
                Activation.Tanh => x.Tanh(),
                _ => throw new UnreachableException(),
            };
        }

        return x;
    }
}
