using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace GmmVae.Tests.EndToEnd;

/// <summary>Event files, read by a reader that shares nothing with the writer.</summary>
[Collection(ForeignTests.Name)]
public class TensorBoardTests
{
    [Fact]
    public void The_readers_check_value_is_the_published_one()
    {
        // CRC-32C of "123456789" is E3069283.
        const uint Check = 0xE3069283;
        Assert.Equal(unchecked(((Check >> 15) | (Check << 17)) + 0xA282EAD8), EventFile.Masked(Encoding.ASCII.GetBytes("123456789")));
    }

    [Theory]
    [InlineData("autoencoder")]
    [InlineData("vae")]
    [InlineData("gmm-vae")]
    [InlineData("gmm-vae-convolutional")]
    [InlineData("gmm-vae-candidates")]
    public void Each_epoch_has_every_number_of_the_log_and_pictures_have_samples(string name)
    {
        var model = ForeignModel.Of(name);
        var file = Assert.Single(Directory.GetFiles(model.Export(ExportFormat.TensorBoard)));
        Assert.Contains("tfevents", file, StringComparison.Ordinal);
        var events = EventFile.Read(File.ReadAllBytes(file));
        Assert.Equal("brain.Event:2", events[0].Text(3));
        var times = events.Select(found => found.Double(1)).ToArray();
        Assert.Equal(times.Order(), times);

        var epochs = File.ReadAllLines(Path.Combine(model.Run, "metrics.jsonl")).Select(RunFiles.Parse).ToArray();
        var pictures = name.EndsWith("convolutional", StringComparison.Ordinal) ? 1 : 0;
        Assert.Equal(1 + epochs.Length + pictures, events.Count);
        foreach (var (epoch, found) in epochs.Zip(events.Skip(1)))
        {
            Assert.Equal((long)epoch["epoch"]!, found.Integer(2));
            var scalars = found.Messages(5).Single().Messages(1).ToDictionary(value => value.Text(1), value => value.Single(2));
            var logged = epoch.Where(field =>
                field.Key is not ("epoch" or "step" or "phase" or "restart" or "keptRestart" or "warnings" or "timing")).ToArray();
            Assert.Equal(logged.Length, scalars.Count);
            foreach (var (key, value) in logged)
                Assert.Equal((float)(double)value!, scalars[$"{(key is "learningRate" or "clustersUsed" ? "training" : "terms")}/{key}"]);
        }

        if (pictures == 0)
            return;
        var value0 = events[^1].Messages(5).Single().Messages(1).Single();
        var image = value0.Messages(4).Single();
        Assert.Equal(("samples", 4 * 4L, 10 * 16L, 1L), (value0.Text(1), image.Integer(1), image.Integer(2), image.Integer(3)));
        var png = image.Values[4].Single();
        Assert.Equal("PNG", Encoding.ASCII.GetString(png, 1, 3));
        Assert.Equal((160, 16), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
    }

    [Theory]
    [InlineData("vae")]
    [InlineData("gmm-vae-convolutional")]
    public void Histograms_count_every_number_of_each_parameter_and_each_dimension_of_the_codes(string name)
    {
        using var folder = new TemporaryFolder();
        var model = ForeignModel.Of(name);
        Cli.Succeeds(Cli.Run("export", model.Run, "--format", "tensorboard", "--out", folder["out"], "--histograms"));
        var plain = EventFile.Read(File.ReadAllBytes(Assert.Single(Directory.GetFiles(model.Export(ExportFormat.TensorBoard))))).Count;
        var added = EventFile.Read(File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder["out"])))).Skip(plain).ToArray();
        var found = added.Select(item => item.Messages(5).Single().Messages(1).Single()).ToDictionary(value => value.Text(1), value =>
            value.Messages(5).Single());

        var parameters = EvaluationGraph.Build(model.Spec).Parameters;
        var wanted = parameters.Select(parameter =>
            $"parameters/{parameter.Name}").Concat(Enumerable.Range(0, model.Spec.Latent).Select(i => $"codes/{i}"));
        Assert.Equal(wanted.Order(), found.Keys.Order());
        foreach (var parameter in parameters)
            Check(found[$"parameters/{parameter.Name}"], Values(model, parameter.Name));
        for (var i = 0; i < model.Spec.Latent; i++)
            Check(found[$"codes/{i}"], [.. Codes(model).Select(row => row[i])]);
    }

    /// <summary>A histogram of numbers, made by looking at one bucket after the other.</summary>
    private static void Check(EventFile.Fields histogram, float[] values)
    {
        var (limits, counts) = (Numbers(6), Numbers(7));
        Assert.Equal((values.Min(), values.Max(), values.Length), (histogram.Double(1), histogram.Double(2), histogram.Double(3)));
        Assert.Equal(values.Sum(value => (double)value), histogram.Double(4));
        Assert.Equal(values.Sum(value => (double)value * value), histogram.Double(5));
        Assert.Equal((limits.Length, values.Length), (counts.Length, counts.Sum()));
        Assert.Equal(values.Max(), limits[^1]);
        Assert.Equal(limits.Distinct().Order(), limits);
        for (var i = 0; i < limits.Length - 1; i++)
            Assert.InRange(counts.Take(i + 1).Sum(), values.Count(value => value < limits[i] - 1e-9),
                values.Count(value => value <= limits[i] + 1e-9));

        double[] Numbers(int field) => MemoryMarshal.Cast<byte, double>(histogram.Values[field].Single()).ToArray();
    }

    private static float[] Values(ForeignModel model, string name)
    {
        using var store = ParameterStore.Of(EvaluationGraph.Build(model.Spec).Graph, ManagedEngine.Instance);
        model.Checkpoint.Restore(store);
        return store[name].ToArray();
    }

    /// <summary>The codes of the run's own test split.</summary>
    private static float[][] Codes(ForeignModel model)
    {
        var header = model.Checkpoint.Header;
        var test = DataSource.Open(header.DataSource, header.DataSeed, null).Match(splits => splits.Test, error =>
            throw new InvalidOperationException(error.Message)).With(new Preprocessing.None());
        var raw = new float[test.Rows * test.Features];
        test.CopyRange(0, test.Rows, raw);
        using Estimator loaded = model.Spec is VariationalSpec ? VariationalAutoEncoder.Load(model.Run)
            : GaussianMixtureVae.Load(model.Run);
        var codes = loaded.Embed(test.HoldsBytes ? Matrix.FromBytes(Array.ConvertAll(raw, value => (byte)value), test.Features)
            : new Matrix(raw, test.Features));
        return [.. Enumerable.Range(0, codes.Rows).Select(codes.Row)];
    }
}
