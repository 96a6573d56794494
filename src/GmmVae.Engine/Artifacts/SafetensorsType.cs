namespace GmmVae.Engine;

/// <summary>The element types of safetensors files that are taken here, each with its name in the format.</summary>
public enum SafetensorsType
{
    /// <summary>Double precision.</summary>
    F64,

    /// <summary>64-bit signed integers.</summary>
    I64,

    /// <summary>Single precision.</summary>
    F32,

    /// <summary>Bytes.</summary>
    U8,
}
