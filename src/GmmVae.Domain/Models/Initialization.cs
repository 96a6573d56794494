namespace GmmVae.Domain;

/// <summary>How the weights of linear layers start. Biases of the first scheme are drawn too, those of the others are 0.</summary>
public enum Initialization
{
    /// <summary>Uniform on ±1/√inputs, weights and biases: PyTorch's default for linear layers.</summary>
    UniformFanIn,

    /// <summary>Uniform on ±√(6 / (inputs + outputs)) (Glorot and Bengio 2010).</summary>
    GlorotUniform,

    /// <summary>Normal with variance 2 / inputs (He et al. 2015).</summary>
    HeNormal,
}
