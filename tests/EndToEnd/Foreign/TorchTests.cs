using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GmmVae.Tests.EndToEnd;

/// <summary>Exported parameters in PyTorch, by the loader of the documentation.</summary>
[Collection(ForeignTests.Name)]
public partial class TorchTests
{
    private const int Batch = 50;

    private const string Program = """

        import sys
        torch.set_num_threads(1)
        for case in json.load(open("cases.json")):
            tensors = [torch.frombuffer(bytearray(open(t["file"], "rb").read()), dtype=torch.float32).reshape(t["shape"]) for t in case["inputs"]]
            with torch.no_grad():
                if case["method"] == "sample" and len(tensors) == 1:
                    case["method"] = "expectation"
                result = getattr((MixtureModel if case["mixture"] else Model)(case["model"]), case["method"])(*tensors)
            open(case["result"], "wb").write(result.contiguous().numpy().tobytes())
        """;

    [TorchFact]
    public void The_documented_loader_gives_our_own_numbers_for_every_model()
    {
        using var folder = new TemporaryFolder();
        var (cases, wanted) = (new JsonArray(), new List<(string What, OnnxTensor Expected)>());
        foreach (var model in ForeignModel.Names.Select(ForeignModel.Of))
            foreach (var (file, inputs, outputs) in model.Calls(Batch))
                foreach (var expected in outputs)
                {
                    var inputFiles = inputs.Select((input, i) => Save(folder[$"{wanted.Count}-{i}"], input));
                    cases.Add(new JsonObject
                    {
                        ["model"] = model.Export(ExportFormat.Safetensors),
                        ["mixture"] = model.Spec is GaussianMixtureSpec,
                        ["method"] = expected.Name,
                        ["inputs"] = new JsonArray([.. inputFiles]),
                        ["result"] = folder[$"{wanted.Count}"],
                    });
                    wanted.Add(($"{model.Name}, {file}", expected));
                }

        File.WriteAllText(folder["cases.json"], cases.ToJsonString());
        File.WriteAllText(folder["loader.py"], Loader() + Program);
        var (code, output) = NpmPackages.Execute(TorchFactAttribute.Python, folder.Path, "loader.py");
        Assert.True(code == 0, output);
        for (var i = 0; i < wanted.Count; i++)
        {
            var values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(folder[$"{i}"])).ToArray();
            ForeignModel.Close(wanted[i].Expected, wanted[i].Expected with { Values = values }, wanted[i].What);
        }
    }

    [TorchFact]
    public void What_the_documented_loader_saves_is_the_model_again_and_a_change_made_in_PyTorch_arrives()
    {
        const string Save = """

            for path in json.load(open("models.json")):
                model = Model(path)
                save(model, path + ".saved.safetensors")
                with torch.no_grad():
                    model.code_mean.bias += 1
                save(model, path + ".moved.safetensors")
            """;
        using var folder = new TemporaryFolder();
        var models = ForeignModel.Names.Select(ForeignModel.Of).ToArray();
        var copies = models.Select(model => Copied(model.Export(ExportFormat.Safetensors), folder[$"{model.Name}.safetensors"])).ToArray();
        File.WriteAllText(folder["models.json"], new JsonArray([.. copies.Select(path => (JsonNode)path)]).ToJsonString());
        File.WriteAllText(folder["loader.py"], Loader() + Save);
        var (code, output) = NpmPackages.Execute(TorchFactAttribute.Python, folder.Path, "loader.py");
        Assert.True(code == 0, output);
        foreach (var copy in copies)
        {
            Assert.Equal(Read(copy).ParametersSha256, Read($"{copy}.saved.safetensors").ParametersSha256);
            Assert.Equal(
                Values(Read(copy), "code.mean.bias").Select(value => value + 1f),
                    Values(Read($"{copy}.moved.safetensors"), "code.mean.bias"));
        }

        static string Copied(string from, string to)
        {
            File.Copy(from, to);
            return to;
        }

        static Checkpoint Read(string path) =>
            Checkpoint.Read(path).Match(found => found, error => throw new InvalidOperationException(error.Message));

        static float[] Values(Checkpoint checkpoint, string name)
        {
            using var store = ParameterStore.Of(EvaluationGraph.Build(checkpoint.Header.Model).Graph, ManagedEngine.Instance);
            checkpoint.Restore(store);
            return store[name].ToArray();
        }
    }

    [Fact]
    public void The_file_holds_parameters_and_running_statistics_alone_and_equal_exports_have_equal_bytes()
    {
        foreach (var model in ForeignModel.Names.Select(ForeignModel.Of))
        {
            var path = model.Export(ExportFormat.Safetensors);
            var file = SafetensorsFile.Read(path).Match(read => read, error => throw new InvalidOperationException(error.Message));
            Assert.Equal("pt", file.Metadata["format"]);
            Assert.DoesNotContain(file.Entries, entry => entry.Name.Contains("moment", StringComparison.Ordinal)
                || entry.Name.StartsWith("best.", StringComparison.Ordinal));
            ModelFiles.Export(new ExportRequest { Model = model.Run, Format = ExportFormat.Safetensors, Output = path
                + ".again.safetensors" });
            Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(path + ".again.safetensors"));
        }
    }

    private static JsonObject Save(string path, OnnxTensor input)
    {
        File.WriteAllBytes(path, MemoryMarshal.AsBytes(input.Values.AsSpan()).ToArray());
        return new JsonObject { ["file"] = path, ["shape"] = new JsonArray([.. input.Dimensions.Select(length => (JsonNode)length)]) };
    }

    [GeneratedRegex("```python\n(.*?\n)```", RegexOptions.Singleline)]
    private static partial Regex PythonBlock();

    /// <summary>The Python code in the documentation.</summary>
    private static string Loader()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GmmVae.sln")))
            folder = folder.Parent!;
        var text = File.ReadAllText(Path.Combine(folder.FullName, "docs", "formats.md"));
        return string.Concat(PythonBlock().Matches(text).Select(match => match.Groups[1].Value));
    }
}
