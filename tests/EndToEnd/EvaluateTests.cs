using System.Buffers.Binary;

namespace GmmVae.Tests.EndToEnd;

public class EvaluateTests
{
    public static TheoryData<string> Models { get; } = new(TinyRun.Models);

    [Theory]
    [MemberData(nameof(Models))]
    public void Evaluating_a_run_gives_its_summary_again(string model)
    {
        var (run, _) = TinyRun.Of(model, "line");
        var output = Cli.Succeeds(Cli.Run("evaluate", run, "--json", "--threads", "1"));
        Assert.Equal(RunFiles.WithoutTiming(RunFiles.Summary(run)), RunFiles.WithoutTiming(RunFiles.Parse(output)));
    }

    [Fact]
    public void Evaluating_in_words_tells_every_term()
    {
        var (run, _) = TinyRun.Of("gmm-vae", "line");
        var output = Cli.Succeeds(Cli.Run("evaluate", run));
        Assert.All(RunFiles.Summary(run)["terms"]!.AsObject(), term => Assert.Contains(term.Key, output, StringComparison.Ordinal));
        Assert.Contains(RunFiles.Hash(run), output, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluating_on_other_data_of_the_same_width_measures_those()
    {
        using var folder = new TemporaryFolder();
        IdxFiles.Write(folder["own"]);
        IdxFiles.Write(folder["copy"], compressed: true);
        IdxFiles.Write(folder["other"], shift: 5);
        Cli.Succeeds(Cli.Run(TinyRun.Arguments("vae", folder["own"], folder["run"])));
        var own = RunFiles.Summary(folder["run"])["terms"]!.ToJsonString();
        Assert.Equal(own, Terms("copy"));
        Assert.NotEqual(own, Terms("other"));

        string Terms(string data) =>
            RunFiles.Parse(Cli.Succeeds(Cli.Run("evaluate", folder["run"], "--data", folder[data], "--json")))["terms"]!.ToJsonString();
    }

    [Fact]
    public void Data_of_another_width_are_refused() => Cli.Refuses(
        Cli.Run("evaluate", TinyRun.Of("vae", "line").Folder, "--data", "signals"), 3, "64 features", "reads 1", "signals", "Give data");

    [Theory]
    [InlineData("evaluate")]
    [InlineData("inspect")]
    public void A_run_that_is_not_there_is_refused(string command)
    {
        using var folder = new TemporaryFolder();
        Cli.Refuses(Cli.Run(command, folder["missing"]), 4, "no such file", folder["missing"]);
    }

    [Theory]
    [InlineData("evaluate")]
    [InlineData("inspect")]
    [InlineData("train --resume")]
    public void A_damaged_checkpoint_is_refused_and_left_as_it_is(string command)
    {
        using var folder = new TemporaryFolder();
        var run = folder.Copy(TinyRun.Of("gmm-vae", "line").Folder, "run");
        var checkpoint = Path.Combine(run, "checkpoint.safetensors");
        var good = File.ReadAllBytes(checkpoint);
        var header = (int)BinaryPrimitives.ReadInt64LittleEndian(good);
        byte[][] damaged =
        [
            good[..(good.Length / 2)],
            good[..4],
            [],
            [.. good, 0],
            Flipped(3, 0x40),
            Flipped(8, 0x02),
            Flipped(8 + (header / 2), 0x80),
            With(8 + header, [0, 0, 0xC0, 0x7F]),
        ];
        foreach (var contents in damaged)
        {
            File.WriteAllBytes(checkpoint, contents);
            Cli.Refuses(Cli.Run([.. command.Split(' '), run]), 3, "checkpoint.safetensors");
            Assert.Equal(contents, File.ReadAllBytes(checkpoint));
        }

        byte[] Flipped(int at, byte bits) => With(at, [(byte)(good[at] ^ bits)]);

        byte[] With(int at, byte[] values) => [.. good[..at], .. values, .. good[(at + values.Length)..]];
    }
}
