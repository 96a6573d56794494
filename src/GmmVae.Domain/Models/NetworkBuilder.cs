using System.Diagnostics;
using GmmVae.Domain.Graphs;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Models;

/// <summary>
/// A graph builder that also records the parameters and running statistics that networks declare. Meant to live inside
/// one function; not thread-safe.
/// </summary>
/// <param name="graph">The graph under construction.</param>
/// <param name="mode">Training or inference.</param>
/// <param name="initialization">How weights start.</param>
/// <param name="copy">
/// What names begin with in a copy of a network whose parameters no gradient trains; they are state inputs. Empty for the
/// network itself.
/// </param>
internal sealed class NetworkBuilder(GraphBuilder graph, NetworkMode mode, Initialization initialization, string copy = "")
{
    private readonly List<ParameterSpec> parameters = [];
    private readonly List<(string Name, Sym Next)> replacements = [];

    /// <summary>The graph under construction.</summary>
    public GraphBuilder Graph => graph;

    /// <summary>Training or inference.</summary>
    public NetworkMode Mode => mode;

    /// <summary>Everything declared so far, in order of declaration.</summary>
    public Arr<ParameterSpec> Parameters => toArray(parameters);

    /// <summary>The running statistics' next values.</summary>
    public IReadOnlyList<(string Name, Sym Next)> Replacements => replacements;

    /// <summary>Declares a trained parameter; declared again alike, it is the same one, shared.</summary>
    /// <exception cref="InvalidOperationException">The name is declared already, differently.</exception>
    public Sym Parameter(string name, Shape shape, Initializer initializer) =>
        Declare(new ParameterSpec(copy + name, copy.Length == 0 ? InputRole.Parameter : InputRole.State, shape, initializer));

    /// <summary>Declares a running statistic, shared like a parameter.</summary>
    /// <exception cref="InvalidOperationException">The name is declared already, differently.</exception>
    public Sym State(string name, Shape shape, Initializer initializer) =>
        Declare(new ParameterSpec(copy + name, InputRole.State, shape, initializer));

    /// <summary>Gives a running statistic its next value.</summary>
    public void Replace(string name, Sym next) => replacements.Add((copy + name, next));

    /// <summary>
    /// gain·x·W + b: [rows, inputs] to [rows, <paramref name="width"/>]. Declares <c>name.weight</c> [inputs, width] and, unless
    /// a normalisation that follows would cancel it, <c>name.bias</c>. Weights start 1/gain larger, so that the layer starts as
    /// without a gain.
    /// </summary>
    public Sym Linear(string name, Sym x, int width, bool bias = true, double gain = 1)
    {
        var inputs = x.Shape.Last.Factor;
        var scaled = gain == 1 ? x : x * gain;
        var product = scaled.MatMul(Weight(name, inputs, width, inputs, width, gain));
        return bias ? product + Bias(name, width, inputs, width) : product;
    }

    /// <summary>
    /// A transposed convolution: pixels [rows · patches, channels in] to images [rows, height, width, channels out]. Declares
    /// <c>name.weight</c> [channels in, patch length] and, if asked for, <c>name.bias</c>, one number a channel. Weights start
    /// as PyTorch's do, on the scale of a convolution in the other direction.
    /// </summary>
    public Sym Transposed(string name, Sym x, PatchGrid grid, bool bias = true)
    {
        var inputs = x.Shape.Last.Factor;
        var images = x.MatMul(Weight(name, inputs, grid.Length, grid.Length, inputs, gain: 1)).Fold(grid);
        return bias ? images + Bias(name, grid.Image.Channels, grid.Length, inputs) : images;
    }

    private Sym Weight(string name, int inputs, int outputs, int fanIn, int fanOut, double gain)
    {
        var scale = Scale(fanIn, fanOut) / gain;
        return Parameter($"{name}.weight", Shape.Of(inputs, outputs), initialization == Initialization.HeNormal
            ? new Initializer.Normal(scale)
            : new Initializer.Uniform(scale));
    }

    private Sym Bias(string name, int width, int fanIn, int fanOut) =>
        Parameter($"{name}.bias", Shape.Of(width), initialization == Initialization.UniformFanIn
            ? new Initializer.Uniform(Scale(fanIn, fanOut))
            : new Initializer.Fill(0));

    private double Scale(int fanIn, int fanOut) => initialization switch
    {
        Initialization.UniformFanIn => 1 / Math.Sqrt(fanIn),
        Initialization.GlorotUniform => Math.Sqrt(6.0 / (fanIn + fanOut)),
        Initialization.HeNormal => Math.Sqrt(2.0 / fanIn),
        _ => throw new UnreachableException(),
    };

    private Sym Declare(ParameterSpec parameter)
    {
        var known = parameters.Find(other => other.Name == parameter.Name);
        if (known is null)
            parameters.Add(parameter);
        else if (known != parameter)
            throw new InvalidOperationException($"The parameter '{parameter.Name}' is declared twice, differently.");
        return graph.Input(parameter.Name, parameter.Role, parameter.Shape);
    }
}

/// <summary>Which statistics batch normalisation uses.</summary>
internal enum NetworkMode
{
    /// <summary>The batch's own, which also move the running ones.</summary>
    Training,

    /// <summary>The running ones.</summary>
    Inference,
}
