namespace GmmVae;

/// <summary>What a trained model can be exported as.</summary>
public enum ExportFormat
{
    /// <summary>A file of parameters and running statistics for PyTorch.</summary>
    Safetensors,

    /// <summary>A folder of ONNX files: encoder, decoder, and sampler where the model has a prior.</summary>
    Onnx,

    /// <summary>A folder of codes for the embedding projector.</summary>
    Projector,

    /// <summary>A folder with an event file of the training's terms, for TensorBoard.</summary>
    TensorBoard,

    /// <summary>A folder with a page that draws samples in the browser.</summary>
    Web,
}
