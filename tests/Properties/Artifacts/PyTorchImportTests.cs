using System.Runtime.InteropServices;
using FsCheck;
using LanguageExt;
using static GmmVae.Tests.Properties.CheckpointSamples;
using static GmmVae.Tests.Properties.SpecJsonArbitraries;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

/// <summary>A model exported for PyTorch comes back as the model that it was.</summary>
public sealed class PyTorchImportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string path;
    private int accepted;
    private int tried;

    public PyTorchImportTests() => path = folder.File("model.safetensors");

    public void Dispose() => folder.Dispose();

    [Law(typeof(CheckpointSamples), nameof(Cases))]
    internal void What_is_exported_is_read_back_to_the_bit_but_for_gains_that_are_no_power_of_two(
        (CheckpointHeader Header, TrainingState State, int Seed) found)
    {
        var saved = Captured(found.Header, found.State, found.Seed);
        Right(PyTorchExport.Write(path, saved));
        Same(saved, Right(Checkpoint.Read(path)));
    }

    [Law(typeof(CheckpointSamples), nameof(Cases))]
    internal void What_PyTorch_saves_in_an_order_of_its_own_with_its_counters_is_the_same_model(
        (CheckpointHeader Header, TrainingState State, int Seed) found)
    {
        var saved = Captured(found.Header, found.State, found.Seed);
        Right(PyTorchExport.Write(path, saved));
        Change(tensors => tensors.Append(SafetensorsTensor.Of("encoder.1.num_batches_tracked", Arr<int>.Empty,
            new long[] { 12 })).OrderBy(tensor => tensor.Name, StringComparer.Ordinal));
        Same(saved, Right(Checkpoint.Read(path)));
    }

    [Fact]
    public void A_training_cannot_go_on_from_it_and_what_is_saved_of_it_is_a_checkpoint()
    {
        Right(PyTorchExport.Write(path, Captured(Tiny, TinyState, 7)));
        var imported = Right(Checkpoint.Read(path));
        Assert.True(imported.IsFromPyTorch);
        foreach (var tensor in imported.Tensors.Skip(TrainingLayout.Of(Tiny.Model, Tiny.Training).Parameters.Count))
        {
            var origin = TrainingLayout.Origin(tensor.Name);
            Assert.Equal(
                origin == tensor.Name ? new byte[4 * tensor.Length] : Bytes(imported, origin), tensor.Piece(0, tensor.Length).ToArray());
        }

        Right(imported.Write(path));
        var saved = Right(Checkpoint.Read(path));
        Assert.False(saved.IsFromPyTorch);
        Assert.Equal((imported.Header, imported.State, imported.ParametersSha256), (saved.Header, saved.State, saved.ParametersSha256));
    }

    [Theory]
    [InlineData("encoder.0.weight", "missing", "'encoder.0.weight' is missing")]
    [InlineData("encoder.1.running_var", "missing", "'encoder.1.running_var' is missing")]
    [InlineData("data_scale", "missing", "'data_scale' is missing")]
    [InlineData("decoder_logvariance", "shape", "'decoder_logvariance' is F32 [1] where F32 [2] is needed")]
    [InlineData("prior_mean.weight", "NaN", "Element 1 of the tensor 'prior_mean.weight' is NaN")]
    [InlineData("data_offset", "NaN", "Element 1 of the tensor 'data_offset' is NaN")]
    [InlineData("data_scale", "changed", "above 0")]
    [InlineData("cluster_prior", "changed", "Element 1 of the tensor 'cluster_prior' is -4 where the specification has 0.75")]
    [InlineData("adapter.weight", "more", "'adapter.weight' is no part of the model")]
    public void What_differs_is_named(string name, string change, string problem)
    {
        Right(PyTorchExport.Write(path, Captured(Tiny, TinyState, 7)));
        Change(tensors => change == "more"
            ? tensors.Append(SafetensorsTensor.Of(name, Array(1), new float[1]))
            : tensors.Where(tensor => change != "missing" || tensor.Name != name).Select(tensor => tensor.Name != name ? tensor
                : change switch
            {
                "shape" => SafetensorsTensor.Of(name, Array(1), new float[1]),
                "NaN" => With(tensor, float.NaN),
                _ => With(tensor, -4),
            }));
        var error = Refused(Checkpoint.Read(path));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(path, error.Place, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spec")]
    [InlineData("run")]
    public void Tensors_without_the_notes_are_refused_with_where_to_get_them(string key)
    {
        Right(PyTorchExport.Write(path, Captured(Tiny, TinyState, 7)));
        Change(tensors => tensors, pair => pair.Key != key);
        var error = Refused(Checkpoint.Read(path));
        Assert.Contains($"no '{key}'", error.Problem, StringComparison.Ordinal);
        Assert.Contains("docs/formats.md", error.Cure, StringComparison.Ordinal);
    }

    private static Gen<int> AnySeeds => Generators.Seed;

    [LongLaw(200, nameof(AnySeeds), AfterAll = nameof(SomeAreAcceptedAndManyRefused))]
    public void Changed_notes_are_refused_or_mean_what_they_are_written_as(int seed)
    {
        Right(PyTorchExport.Write(path, Captured(Tiny, TinyState, 7)));
        var random = new System.Random(seed);
        var key = random.Next(2) == 0 ? "spec" : "run";
        Change(tensors => tensors, change: pair => pair.Key == key ? new(key, FileMutations.OfJson(pair.Value, random)) : pair);
        var size = (int)new FileInfo(path).Length;
        tried++;
        FileMutations.WithinMemory(size, () => Checkpoint.Read(path)).Match(
            Right: read =>
            {
                accepted++;
                Right(PyTorchExport.Write(path, read));
                Assert.Equal((read.Header, read.State), (Right(Checkpoint.Read(path)).Header, Right(Checkpoint.Read(path)).State));
            },
            Left: error => Assert.StartsWith(path, error.Place, StringComparison.Ordinal));
    }

    private void SomeAreAcceptedAndManyRefused() => Assert.InRange(accepted, 1, tried * 0.8);

    /// <summary>Requires the same run and the same parameters, those that PyTorch has a gain multiplied into to two roundings.</summary>
    private static void Same(Checkpoint expected, Checkpoint actual)
    {
        Assert.Equal((expected.Header, expected.State), (actual.Header, actual.State));
        var gains = new PyTorchLayout(expected.Header.Model, expected.Header.Preprocessing).Tensors.Where(tensor =>
            !tensor.IsFixed).ToDictionary(tensor => tensor.Source, tensor => tensor.Gain);
        var parameters = EvaluationGraph.Build(expected.Header.Model).Parameters;
        Assert.Equal(parameters.Select(parameter => parameter.Name).Order(), gains.Keys.Order());
        foreach (var parameter in parameters)
        {
            var (ours, theirs) = (Values(expected, parameter.Name), Values(actual, parameter.Name));
            if (double.Log2(gains[parameter.Name]) % 1 == 0)
                Assert.Equal(ours, theirs);
            else
                Assert.All(ours.Zip(theirs), pair =>
                    Assert.True(Math.Abs(pair.Item1 - pair.Item2) <= Math.Abs(pair.Item1) * 1.5e-7, $"{parameter.Name}: {pair}"));
        }
    }

    private static float[] Values(Checkpoint checkpoint, string name) => MemoryMarshal.Cast<byte, float>(Bytes(checkpoint, name)).ToArray();

    private static byte[] Bytes(Checkpoint checkpoint, string name)
    {
        var tensor = checkpoint.Tensors.First(tensor => tensor.Name == name);
        return tensor.Piece(0, tensor.Length).ToArray();
    }

    private static SafetensorsTensor With(SafetensorsTensor tensor, float second)
    {
        var values = MemoryMarshal.Cast<byte, float>(tensor.Piece(0, tensor.Length)).ToArray();
        values[1] = second;
        return SafetensorsTensor.Of(tensor.Name, tensor.Shape, values);
    }

    /// <summary>Writes the file anew with other tensors or notes.</summary>
    private void Change(
        Func<IEnumerable<SafetensorsTensor>, IEnumerable<SafetensorsTensor>> tensors,
        Func<KeyValuePair<string, string>, bool>? isKept = null,
        Func<KeyValuePair<string, string>, KeyValuePair<string, string>>? change = null)
    {
        var file = Right(SafetensorsFile.Read(path));
        var old = file.Entries.Select(entry =>
            SafetensorsTensor.Of(entry.Name, entry.Shape, Right(file.Floats(entry.Name, entry.Shape)))).ToArray();
        using var stream = File.Create(path);
        SafetensorsWriter.Write(stream, [.. tensors(old)], file.Metadata.Where(isKept ?? (_ => true)).Select(change ?? (pair => pair)));
    }
}
