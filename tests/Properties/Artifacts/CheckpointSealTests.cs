using static GmmVae.Tests.Properties.CheckpointSamples;
using static GmmVae.Tests.Properties.SpecJsonArbitraries;

namespace GmmVae.Tests.Properties;

/// <summary>No bit of a checkpoint changes unnoticed.</summary>
public sealed class CheckpointSealTests : IDisposable
{
    private const string Damaged = "not those of its digest";

    private readonly TemporaryFolder folder = new();
    private readonly string path;

    public CheckpointSealTests()
    {
        path = folder.File("checkpoint.safetensors");
        Right(Captured(Tiny, TinyState, 7).Write(path));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_flipped_bit_is_refused()
    {
        var whole = File.ReadAllBytes(path);
        for (var at = 0; at < whole.Length; at += LongRuns.AreWanted ? 1 : 13)
        {
            whole[at] ^= (byte)(1 << (at % 8));
            File.WriteAllBytes(path, whole);
            Assert.True(Checkpoint.Read(path).IsLeft, $"byte {at}, bit {at % 8}");
            whole[at] ^= (byte)(1 << (at % 8));
        }

        File.WriteAllBytes(path, whole);
        Right(Checkpoint.Read(path));
    }

    [Fact]
    public void A_changed_value_is_refused_by_the_digest()
    {
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Contains(Damaged, Refused(Checkpoint.Read(path)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_digest_is_that_of_the_file_with_zeros_in_its_place()
    {
        var text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path));
        var at = text.IndexOf("\"sha256\":\"", StringComparison.Ordinal) + 10;
        var blank = System.Text.Encoding.Latin1.GetBytes(text[..at] + new string('0', 64) + text[(at + 64)..]);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(blank)), text.Substring(at, 64));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_later_file_that_calls_itself_version_2_is_still_held_to_its_digest(bool isDamaged)
    {
        Rewrite(path, pair => pair.Key == "format_version" ? new(pair.Key, "2") : pair);
        if (isDamaged)
        {
            var bytes = File.ReadAllBytes(path);
            bytes[^1] ^= 1;
            File.WriteAllBytes(path, bytes);
        }

        Assert.Equal(isDamaged, Checkpoint.Read(path).IsLeft);
    }

    [Fact]
    public void A_file_without_a_digest_is_refused_where_its_version_has_one()
    {
        var file = Right(SafetensorsFile.Read(path));
        var tensors = file.Entries.Select(entry =>
            SafetensorsTensor.Of(entry.Name, entry.Shape, Right(file.Floats(entry.Name, entry.Shape)))).ToArray();
        using (var stream = File.Create(path))
            SafetensorsWriter.Write(stream, tensors, file.Metadata.Where(pair => pair.Key != "sha256"));
        Assert.Contains(Damaged, Refused(Checkpoint.Read(path)).Problem, StringComparison.Ordinal);
    }
}
