namespace GmmVae.Tests.Properties;

/// <summary>Files of a run folder that are longer than they may be, and hold nothing: they take no memory and end in words.</summary>
public sealed class LongFileTests : IDisposable
{
    private const long Length = 3L << 30;

    private readonly TemporaryFolder parent = new();

    public void Dispose() => parent.Dispose();

    [Theory]
    [InlineData("steps.csv")]
    [InlineData("metrics.jsonl")]
    [InlineData("run.json")]
    [InlineData("checkpoint.safetensors")]
    [InlineData("summary.json")]
    public void A_file_of_three_gigabytes_of_nothing_is_refused_or_cut_for_little_memory(string name)
    {
        var (plan, run) = (DiskFaultTests.Plan(), parent.File("run"));
        DiskFaultTests.Interrupt(plan, run);
        Stretch(Path.Combine(run, name));
        var failure = FileMutations.WithinMemory(0, () => Record.Exception(() =>
        {
            using var folder = RunFolder.Resume(run).OrThrow();
            _ = RunManifest.Of(folder).OrThrow();
            Use(folder);
            _ = RunManifest.Read(Path.Combine(run, "summary.json"));
        }));
        if (failure is not null)
            Assert.Contains(run, Assert.IsType<GmmVaeException>(failure).Message, StringComparison.Ordinal);

        static void Use(RunFolder folder)
        {
            _ = Checkpoint.Read(folder.CheckpointPath).OrThrow();
            folder.TruncateLogs(0, 0).OrThrow();
        }
    }

    [Fact]
    public void Logs_that_are_too_long_are_not_read_for_figures_and_exports()
    {
        var path = parent.File("steps.csv");
        File.WriteAllText(path, "epoch,step,learningRate,total\n");
        Stretch(path);
        Assert.Throws<UnsuitableFileException>(() => StepLog.Read(path));
        Assert.True(EventLog.Write(parent.Path, path, 1, () => null, []).IsLeft);
    }

    private static void Stretch(string path)
    {
        using var file = new FileStream(path, FileMode.OpenOrCreate);
        file.SetLength(Length);
    }
}
