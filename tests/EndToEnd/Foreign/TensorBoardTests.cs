using System.Buffers.Binary;
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
            var logged = epoch.Where(field => field.Key is not ("epoch" or "step" or "phase" or "restart" or "keptRestart" or "warnings" or "timing")).ToArray();
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
}
