namespace GmmVae.Engine.Torch;

/// <summary>Where tensors live and are computed.</summary>
public enum TorchDevice
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>The first CUDA device.</summary>
    Cuda,
}
