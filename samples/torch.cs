#:project ../src/GmmVae.Facade
#:package TorchSharp@0.107.0
#:package libtorch-cpu-linux-x64@2.10.0

// Takes a trained model into TorchSharp modules, trains it on there, and gives it back. On Windows and macOS take TorchSharp-cpu.
// dotnet run -c Release samples/torch.cs
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using GmmVae;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

var file = Path.Combine(Path.GetTempPath(), $"signals-{Guid.NewGuid():N}.safetensors");
using var model = new AutoEncoder(new() { Hidden = [64], Latent = 8, BatchNorm = false, Steps = 200, Seed = 1 });
model.Fit("signals");
model.Export(ExportFormat.Safetensors, file);

// A safetensors file: the length of a header, the header, which says where each tensor lies, then the numbers.
var bytes = File.ReadAllBytes(file);
var start = 8 + (int)BitConverter.ToInt64(bytes);
var header = JsonNode.Parse(bytes.AsSpan(8, start - 8))!;
Span<byte> Stored(string name) => bytes.AsSpan(
    start + (int)header[name]!["data_offsets"]![0]!, (int)header[name]!["data_offsets"]![1]! - (int)header[name]!["data_offsets"]![0]!);

Tensor Read(string name, params long[] shape) => tensor(MemoryMarshal.Cast<byte, float>(Stored(name)).ToArray()).reshape(shape);

// Modules of the same names have parameters of the same names.
var encoder = Sequential(("encoder", Sequential(("0", Linear(64, 64)), ("1", ReLU()))), ("code_mean", Linear(64, 8)));
var decoder = Sequential(("decoder", Sequential(("0", Linear(8, 64)), ("1", ReLU()), ("2", Linear(64, 64)))));
var parameters = encoder.named_parameters().Concat(decoder.named_parameters()).ToArray();
foreach (var (name, parameter) in parameters)
    Stored(name).CopyTo(parameter.bytes);

// One array holds the rows for both: neither a matrix nor a tensor copies it.
var values = Matrix.Load("signals").ToArray();
var matrix = new Matrix(values, columns: 64);
var rows = (frombuffer(values, ScalarType.Float32).reshape(-1, 64) - Read("data_offset", 64)) / Read("data_scale", 64);
var codes = encoder.forward(rows).detach().reshape(-1).data<float>().ToArray();
Console.WriteLine($"codes are equal within 1e-5: {codes.Zip(model.Embed(matrix).ToArray(), (a, b) => Math.Abs(a - b)).Max() < 1e-5}");

var adam = optim.Adam(parameters.Select(pair => pair.parameter), 2e-3);
for (var step = 0; step < 300; step++)
{
    using var scope = NewDisposeScope();
    var batch = rows[randint(0, rows.shape[0], [128])];
    adam.zero_grad();
    functional.mse_loss(decoder.forward(encoder.forward(batch)), batch).backward();
    adam.step();
}

foreach (var (name, parameter) in parameters)
    parameter.bytes.CopyTo(Stored(name));
File.WriteAllBytes(file, bytes);
using var trainedOn = AutoEncoder.Load(file);
Console.WriteLine($"the library reconstructs better than before: {Error(trainedOn) < 0.9 * Error(model)}");
File.Delete(file);

double Error(AutoEncoder of) => values.Zip(of.Reconstruct(matrix).ToArray(), (a, b) => Math.Pow(a - b, 2)).Average();
