namespace GmmVae.Engine;

/// <summary>
/// The ONNX runtime that an exported page loads: one release, from a public copy of the npm package, each file with the hash
/// that a browser must find.
/// </summary>
public static class WebRuntime
{
    /// <summary>The release of the npm package <c>onnxruntime-web</c>.</summary>
    public const string Version = "1.22.0";

    /// <summary>Where the package's files are.</summary>
    public const string Address = $"https://cdn.jsdelivr.net/npm/onnxruntime-web@{Version}/dist/";

    /// <summary>The script, which defines <c>ort</c>.</summary>
    public static WebRuntimeFile Script { get; } =
        new("ort.wasm.min.js", "sha384-epp8GDQUoLKx5qHa6SoDHKv7fSHILsEYk4uEsHdPRBztXEIVWCe/lhhrQJUBMZcf");

    /// <summary>The module that starts the machine code.</summary>
    public static WebRuntimeFile Module { get; } =
        new("ort-wasm-simd-threaded.mjs", "sha384-LXMGGJ76ujT3yGw+OWQZVB6vBmJ7lqTO957Fh6ov3385aw3EncleBNFfYFAl3vXW");

    /// <summary>The machine code.</summary>
    public static WebRuntimeFile Code { get; } =
        new("ort-wasm-simd-threaded.wasm", "sha384-Eu/XUdOA62yl+TueG792KtrQlAGAMW3g10sY4G3LBYyYZUtM126Z4Gr3ljTlXUGG");
}
