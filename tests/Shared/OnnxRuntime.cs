using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace GmmVae.Tests;

/// <summary>Runs ONNX files by onnxruntime-node.</summary>
internal static class OnnxRuntime
{
    private const string Script = """
        const ort = require('onnxruntime-node'), fs = require('fs');
        (async () => {
          const calls = JSON.parse(fs.readFileSync('calls.json')), sessions = {}, answers = [];
          for (const { model, inputs } of calls) {
            const session = sessions[model] ??= await ort.InferenceSession.create(model, { intraOpNumThreads: 1 });
            const feeds = {};
            for (const { name, dimensions, file } of inputs)
              feeds[name] = new ort.Tensor('float32', new Float32Array(new Uint8Array(fs.readFileSync(file)).buffer), dimensions);
            const results = await session.run(feeds), answer = {};
            for (const name of session.outputNames) {
              const file = `out-${answers.length}-${Object.keys(answer).length}`, { dims, data } = results[name];
              fs.writeFileSync(file, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
              answer[name] = { dimensions: dims, file };
            }
            answers.push(answer);
          }
          fs.writeFileSync('answers.json', JSON.stringify(answers));
        })().catch(fault => { console.error(fault); process.exit(1); });
        """;

    /// <summary>The outputs of each call by name.</summary>
    internal static IReadOnlyList<IReadOnlyDictionary<string, OnnxTensor>> Run(IEnumerable<(string Model, IReadOnlyList<OnnxTensor> Inputs)> calls)
    {
        var folder = Directory.CreateTempSubdirectory("gmmvae-onnx-").FullName;
        try
        {
            var files = 0;
            var list = new JsonArray([.. calls.Select(call => (JsonNode)new JsonObject
            {
                ["model"] = call.Model,
                ["inputs"] = new JsonArray([.. call.Inputs.Select(input => (JsonNode)Save(input))]),
            })]);
            File.WriteAllText(Path.Combine(folder, "calls.json"), list.ToJsonString());
            File.WriteAllText(Path.Combine(folder, "run.js"), Script.Replace("'onnxruntime-node'", JsonValue.Create(NpmPackages.ForNode).ToJsonString(), StringComparison.Ordinal));
            var (code, output) = NpmPackages.Execute("node", folder, "run.js");
            Assert.True(code == 0, output);
            return [.. JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "answers.json")))!.AsArray().Select(answer => answer!.AsObject().ToDictionary(pair => pair.Key, pair => Load(pair.Key, pair.Value!)))];

            JsonObject Save(OnnxTensor input)
            {
                var file = string.Create(CultureInfo.InvariantCulture, $"in-{files++}");
                File.WriteAllBytes(Path.Combine(folder, file), MemoryMarshal.AsBytes(input.Values.AsSpan()));
                return new JsonObject { ["name"] = input.Name, ["dimensions"] = new JsonArray([.. input.Dimensions.Select(length => (JsonNode)length)]), ["file"] = file };
            }

            OnnxTensor Load(string name, JsonNode answer) => new(
                name,
                [.. answer["dimensions"]!.AsArray().Select(length => (int)length!)],
                MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, (string)answer["file"]!))).ToArray());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
