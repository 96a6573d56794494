using System.Buffers.Binary;
using System.Security.Cryptography;
using static GmmVae.Tests.Properties.CheckpointSamples;
using static GmmVae.Tests.Properties.SpecJsonArbitraries;

namespace GmmVae.Tests.Properties;

public class CheckpointTests
{
    private const int Seed = 7;

    [Law(typeof(CheckpointSamples), nameof(Cases))]
    internal void A_checkpoint_reads_back_as_it_was_written((CheckpointHeader Header, TrainingState State, int Seed) example)
    {
        using var folder = new TemporaryFolder();
        var (path, again) = (Path.Combine(folder.Path, "a"), Path.Combine(folder.Path, "b"));
        using var store = Filled(example.Header, example.Seed);
        var written = Checkpoint.Capture(example.Header, example.State, store);
        Right(written.Write(path));
        var read = Right(Checkpoint.Read(path));
        Assert.Equal(example.Header, read.Header);
        Assert.Equal(example.State, read.State);
        Assert.Equal(written.ParametersSha256, read.ParametersSha256);

        using var restored = Store(example.Header);
        read.Restore(restored);
        foreach (var input in store.Inputs)
            Assert.True(store[input.Name].SequenceEqual(restored[input.Name]), input.Name);

        Right(read.Write(again));
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(again));
    }

    [Law(typeof(CheckpointSamples), nameof(Headers))]
    internal void Its_tensors_are_what_a_training_keeps_in_the_order_of_the_specification(CheckpointHeader header)
    {
        var names = Captured(header, default, Seed).Tensors.Select(tensor => tensor.Name).ToArray();
        var parameters = EvaluationGraph.Build(header.Model).Parameters;
        Assert.Equal(parameters.Select(parameter => parameter.Name), names.Take(parameters.Count));
        Assert.Equal(names.Distinct(), names);

        // Whatever the steps of any phase read or replace is kept.
        foreach (var phase in header.Training.Phases)
        {
            var graph = TrainStepGraph.Build(header.Model, header.Training.Adam, phase);
            Assert.Equal(parameters, graph.Parameters);
            Assert.Subset(
                names.ToHashSet(StringComparer.Ordinal),
                graph.Graph.Inputs.Where(input => input.Role is InputRole.Parameter or InputRole.State).Select(input =>
                    input.Name).ToHashSet(StringComparer.Ordinal));
        }
    }

    [Law(typeof(CheckpointSamples), nameof(Cases))]
    internal void The_hash_is_of_little_endian_parameters_and_statistics_without_moments(
        (CheckpointHeader Header, TrainingState State, int Seed) example)
    {
        var model = example.Header.Model;
        var parameters = EvaluationGraph.Build(model).Parameters;
        using var store = Filled(example.Header, example.Seed);
        var bytes = new List<byte>();
        var number = new byte[4];
        foreach (var parameter in parameters)
            foreach (var value in store[parameter.Name])
            {
                BinaryPrimitives.WriteSingleLittleEndian(number, value);
                bytes.AddRange(number);
            }

        var expected = Convert.ToHexString(SHA256.HashData(bytes.ToArray())).ToLowerInvariant();
        Assert.Equal(expected, Checkpoint.HashParameters(store, parameters));
        var checkpoint = Checkpoint.Capture(example.Header, example.State, store);
        foreach (var input in store.Inputs.Where(input => !parameters.Exists(parameter => parameter.Name == input.Name)))
            store[input.Name][0] += 1;
        Assert.Equal(expected, Checkpoint.HashParameters(store, parameters));
        store[parameters[^1].Name][0] += 1;
        Assert.NotEqual(expected, Checkpoint.HashParameters(store, parameters));
        Assert.Equal(expected, checkpoint.ParametersSha256);
    }

    [Fact]
    public void A_store_for_evaluation_takes_what_it_needs()
    {
        using var store = StoreForEvaluation(Tiny.Model);
        using var full = Filled(Tiny, Seed);
        Captured(Tiny, TinyState, Seed).Restore(store);
        Assert.All(store.Inputs, input => Assert.True(full[input.Name].SequenceEqual(store[input.Name])));
    }

    [Fact]
    public void A_store_of_another_model_is_a_bug()
    {
        var other = Good(AutoEncoderSpec.Create(
            2, 2, NetworkSpec.Create(LanguageExt.Prelude.Array(2), Activation.Relu, true),
            NetworkSpec.Create(LanguageExt.Prelude.Array(2), Activation.Relu, false), new Likelihood.Bernoulli()));
        using var store = Filled(
            Tiny with { Model = other, Training =
                Good(TrainingSpec.Create(1, 1, 1, 0, new Schedule.Constant(1), new Schedule.Constant(1), true, AdamSpec.Default)) }, Seed);
        var before = Checkpoint.HashParameters(store, EvaluationGraph.Build(other).Parameters);
        Assert.Throws<ArgumentException>(() => Captured(Tiny, TinyState, Seed).Restore(store));
        Assert.Equal(before, Checkpoint.HashParameters(store, EvaluationGraph.Build(other).Parameters));
        Assert.Throws<ArgumentException>(() => Checkpoint.Capture(Tiny, TinyState, store));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Numbers_that_are_not_finite_are_not_captured(float value)
    {
        using var store = Filled(Tiny, Seed);
        store[AdamUpdate.SecondMoment(EvaluationGraph.Build(Tiny.Model).Parameters[0].Name)][1] = value;
        Assert.Throws<ArgumentException>(() => Checkpoint.Capture(Tiny, TinyState, store));
    }

    [Fact]
    public void A_failing_write_leaves_the_checkpoint_before()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "checkpoint.safetensors");
        var first = Captured(Tiny, TinyState, Seed);
        Right(first.Write(path));
        Directory.CreateDirectory(Path.Combine(folder.Path, ".checkpoint.safetensors.partial"));
        Assert.True(Refused(Captured(Tiny, TinyState, Seed + 1).Write(path)).IsAccess);
        Assert.Equal(first.ParametersSha256, Right(Checkpoint.Read(path)).ParametersSha256);
        Assert.True(Refused(first.Write(Path.Combine(path, "checkpoint"))).IsAccess);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Old_versions_of_the_format_stay_readable(int version)
    {
        var read = Right(Checkpoint.Read(Fixture(version)));
        Assert.Equal(version, read.Version);
        Assert.Equal(Tiny, read.Header);
        Assert.Equal(TinyState, read.State);
        Assert.True(double.IsNegative(read.State.Sums[LossTerm.StylePrior]));
        Assert.Equal(Captured(Tiny, TinyState, Seed).ParametersSha256, read.ParametersSha256);
    }

    [Fact]
    public void The_present_version_is_written_as_it_was_written_down()
    {
        using var folder = new TemporaryFolder();
        var again = Path.Combine(folder.Path, "again");
        Right(Captured(Tiny, TinyState, Seed).Write(again));
        Assert.Equal(File.ReadAllBytes(Fixture(Checkpoint.FormatVersion)), File.ReadAllBytes(again));
    }

    [Fact]
    public void Version_1_is_refused_with_what_to_do()
    {
        var error = Refused(Checkpoint.Read(Fixture(1)));
        Assert.Contains("format version 1; this program reads versions 2 to 3", error.Problem, StringComparison.Ordinal);
        Assert.Contains("Train again", error.Cure, StringComparison.Ordinal);
    }

    private static string Fixture(int version)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "GmmVae.sln")))
            root = root.Parent;
        Assert.NotNull(root);
        return Path.Combine(
            root.FullName, "tests", "Properties", "Artifacts", "Fixtures",
                FormattableString.Invariant($"checkpoint-{version}.safetensors"));
    }
}
