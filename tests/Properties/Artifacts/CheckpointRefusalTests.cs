using System.Text;
using System.Text.Json.Nodes;
using static GmmVae.Tests.Properties.CheckpointSamples;
using static GmmVae.Tests.Properties.SpecJsonArbitraries;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class CheckpointRefusalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string path;
    private readonly byte[] whole;

    public CheckpointRefusalTests()
    {
        path = Path.Combine(folder.Path, "checkpoint.safetensors");
        Right(Captured(Tiny, TinyState, 7).Write(path));
        whole = File.ReadAllBytes(path);
    }

    public void Dispose() => folder.Dispose();

    [Law(typeof(Generators), nameof(Generators.Seed))]
    public void Any_shorter_file_is_refused(int length)
    {
        File.WriteAllBytes(path, whole[..(length % whole.Length)]);
        Assert.StartsWith(path, Refused(Checkpoint.Read(path)).Place, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4", "format version 4; this program reads versions 2 to 3", "newer version")]
    [InlineData("1", "format version 1", "Train again")]
    [InlineData("0", "'0'", "")]
    [InlineData("one", "'one'", "")]
    public void Another_format_version_is_refused_by_its_number(string version, string problem, string cure)
    {
        Rewrite(path, pair => pair.Key == "format_version" ? new(pair.Key, version) : pair);
        var error = Refused(Checkpoint.Read(path));
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.Contains(cure, error.Cure, StringComparison.Ordinal);
        Assert.Equal($"{path}, byte 8", error.Place);
    }

    [Theory]
    [InlineData("format_version")]
    [InlineData("gmmvae")]
    public void A_safetensors_file_without_a_run_is_no_checkpoint(string key)
    {
        Rewrite(path, pair => pair.Key == key ? new("other", pair.Value) : pair);
        Assert.Contains("no checkpoint", Refused(Checkpoint.Read(path)).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"state":{"step":2}}""", "state.step")]
    [InlineData("""{"state":{"epoch":-1}}""", "state.epoch")]
    [InlineData("""{"state":{"sums":{"total":"0.5"}}}""", "state.sums.total")]
    [InlineData("""{"state":{"outcomes":[]}}""", "state.outcomes")]
    [InlineData("""{"state":{"epoch":1}}""", "state.outcomes")]
    [InlineData("""{"state":{"outcomes":[{"phase":0,"restart":0,"objective":"0000000000000000"},{"phase":0,"restart":0,"objective":"0000000000000000"}]}}""", "state.outcomes[1].restart")]
    [InlineData("""{"model":{"responsibilities":"bayes"}}""", "training")]
    [InlineData("""{"training":{"phases":[]}}""", "training")]
    [InlineData("""{"training":{"phases":{}}}""", "training.phases")]
    [InlineData("""{"training":{"phases":[{"scope":"all"}]}}""", "training.phases[0].epochs")]
    [InlineData("""{"image":{"height":3}}""", "image")]
    [InlineData("""{"image":{"height":0}}""", "image.height")]
    [InlineData("""{"preprocessing":{"offset":[1],"scale":[1]}}""", "preprocessing.offset")]
    [InlineData("""{"dataSeed":-1}""", "gmmvae.dataSeed")]
    [InlineData("""{"preset":7}""", "gmmvae.preset")]
    [InlineData("""{"colour":"red"}""", "gmmvae.colour")]
    [InlineData("""{"model":{"latent":0}}""", "model")]
    [InlineData("""{"training":{"batch":0}}""", "training")]
    public void A_field_that_cannot_be_is_refused_at_its_place(string change, string field)
    {
        Rewrite(path, pair => pair.Key != "gmmvae" ? pair : new(pair.Key, Changed(pair.Value, change)));
        Assert.Equal($"{path}, field {field}", Refused(Checkpoint.Read(path)).Place);
    }

    [Fact]
    public void Text_that_is_no_JSON_is_refused()
    {
        Rewrite(path, pair => pair.Key == "gmmvae" ? new(pair.Key, "{") : pair);
        Assert.Equal($"{path}, field gmmvae", Refused(Checkpoint.Read(path)).Place);
    }

    [Fact]
    public void A_model_too_large_to_be_held_is_refused()
    {
        var weights = string.Join(',', Enumerable.Repeat("0.015625", 64));
        var change = $"{{\"model\":{{\"latent\":65536,\"samples\":1000,\"clusterPrior\":{{\"weights\":[{weights}]}}}}}}";
        Rewrite(path, pair => pair.Key != "gmmvae" ? pair : new(pair.Key, Changed(pair.Value, change)));
        Assert.Equal($"{path}, field model", Refused(Checkpoint.Read(path)).Place);
    }

    [Fact]
    public void A_missing_tensor_is_refused_by_name()
    {
        Rewrite(path, tensors: all => all.Where(tensor => tensor.Name != "encoder.0.norm.mean"));
        Assert.Contains("'encoder.0.norm.mean' is missing", Refused(Checkpoint.Read(path)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreign_tensor_is_refused_by_name()
    {
        Rewrite(path, tensors: all => all.Append(SafetensorsTensor.Of("extra", Array(1), new float[1])));
        var error = Refused(Checkpoint.Read(path));
        Assert.Contains("'extra'", error.Problem, StringComparison.Ordinal);
        Assert.Equal($"{path}, byte {new FileInfo(path).Length - 4}", error.Place);
    }

    [Fact]
    public void A_tensor_of_another_shape_is_refused_by_name()
    {
        Rewrite(path, tensors: all => all.Select(tensor =>
            tensor.Name == "encoder.0.norm.mean" ? SafetensorsTensor.Of(tensor.Name, Array(1), new float[1]) : tensor));
        Assert.Contains("'encoder.0.norm.mean'", Refused(Checkpoint.Read(path)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_that_is_not_finite_is_refused_at_its_byte()
    {
        Rewrite(path, tensors: all => all.Select((tensor, i) => i < all.Count() - 1
            ? tensor
            : SafetensorsTensor.Of(tensor.Name, tensor.Shape,
                new float[tensor.Length].Select((_, at) => at < tensor.Length - 1 ? 0 : float.NaN).ToArray())));
        var error = Refused(Checkpoint.Read(path));
        Assert.Equal($"{path}, byte {new FileInfo(path).Length - 4}", error.Place);
        Assert.Contains("NaN", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_or_a_folder_is_an_access_error()
    {
        Assert.True(Refused(Checkpoint.Read(Path.Combine(folder.Path, "missing"))).IsAccess);
        Assert.True(Refused(Checkpoint.Read(folder.Path)).IsAccess);
        Assert.False(Refused(Checkpoint.Read(folder.Write("text", Encoding.UTF8.GetBytes("not a checkpoint")))).IsAccess);
    }

    private static string Changed(string document, string change)
    {
        var json = JsonNode.Parse(document)!.AsObject();
        Merge(json, JsonNode.Parse(change)!.AsObject());
        return json.ToJsonString();
    }

    private static void Merge(JsonObject target, JsonObject change)
    {
        foreach (var (name, value) in change)
            if (value is JsonObject inner && target[name] is JsonObject old)
                Merge(old, inner);
            else
                target[name] = value?.DeepClone();
    }
}
