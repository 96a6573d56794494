using System.Text.Json.Nodes;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

/// <summary>Whatever the disk refuses, and whenever: the run says so, the checkpoint before is whole, and the run goes on from it to the
/// same bits.</summary>
public sealed class DiskFaultTests : IDisposable
{
    private const int CheckpointEvery = 2;

    private readonly TemporaryFolder parent = new();

    public void Dispose() => parent.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_disk_that_fails_at_any_operation_costs_no_checkpoint_and_no_bit(bool fromThereOn)
    {
        var plan = Plan();
        var (whole, healthy) = (parent.File("whole"), new FaultyDisk());
        Begin(plan, whole, healthy);
        Assert.True(healthy.Operations.Count > 60, $"Only {healthy.Operations.Count} operations.");
        for (var n = 1; n <= healthy.Operations.Count; n++)
        {
            // A folder that cannot be flushed is no fault: there are file systems that refuse.
            if (healthy.Operations[n - 1].StartsWith("flush ", StringComparison.Ordinal)
                && !healthy.Operations[n - 1].Contains('.', StringComparison.Ordinal))
                continue;
            var (path, disk) = (parent.File(FormattableString.Invariant($"run-{n}")), new FaultyDisk(n, fromThereOn));
            var failure = Assert.Throws<GmmVaeException>(() => Begin(plan, path, disk));
            Assert.Equal(FailureKind.Access, failure.Kind);
            Assert.Contains(FaultyDisk.Fault, failure.Message, StringComparison.Ordinal);
            Assert.Contains(path, failure.Message, StringComparison.Ordinal);
            AssertLastCheckpoint(disk, path, FormattableString.Invariant($"operation {n}, {healthy.Operations[n - 1]}"));
            Finish(plan, path);
            AssertSame(whole, path);
        }
    }

    [Fact]
    public void A_disk_that_fails_while_a_run_goes_on_costs_no_checkpoint_and_no_bit()
    {
        var plan = Plan();
        var (whole, cut) = (parent.File("whole"), parent.File("cut"));
        Begin(plan, whole, new FaultyDisk());
        Interrupt(plan, cut);
        for (var n = 1; ; n++)
        {
            var path = parent.File(FormattableString.Invariant($"run-{n}"));
            Directory.CreateDirectory(path);
            foreach (var file in Directory.EnumerateFiles(cut))
                File.Copy(file, Path.Combine(path, Path.GetFileName(file)));
            var before = File.ReadAllBytes(Path.Combine(path, RunFolder.CheckpointName));
            var disk = new FaultyDisk(n);
            var failure = Record.Exception(() => Resume(plan, path, disk));
            if (n > disk.Operations.Count)
            {
                Assert.Null(failure);
                Assert.True(n > 40, $"Only {n} operations.");
                return;
            }

            if (failure is null)
                Assert.StartsWith("flush run-", disk.Operations[n - 1], StringComparison.Ordinal);
            else
                Assert.Contains(FaultyDisk.Fault, failure.Message, StringComparison.Ordinal);
            if (!disk.Moved.ContainsKey(RunFolder.CheckpointName))
                Assert.Equal(before, File.ReadAllBytes(Path.Combine(path, RunFolder.CheckpointName)));
            AssertLastCheckpoint(disk, path, FormattableString.Invariant($"operation {n}"));
            Finish(plan, path);
            AssertSame(whole, path);
        }
    }

    [Fact]
    public void A_checkpoint_has_reached_the_disk_before_it_takes_its_name_and_the_logs_before_it()
    {
        var disk = new FaultyDisk();
        Begin(Plan(), parent.File("run"), disk);
        var operations = disk.Operations;
        var moves = Enumerable.Range(0, operations.Count).Where(i => operations[i] == $"move {RunFolder.CheckpointName}").ToArray();
        Assert.Equal(1 + 2 + 2, moves.Length);
        foreach (var at in moves)
        {
            Assert.Equal($"flush .{RunFolder.CheckpointName}.partial", operations[at - 1]);
            Assert.Equal("flush run", operations[at + 1]);
        }

        foreach (var (from, to) in moves.Zip(moves.Skip(1)))
        {
            var lastStep = Last("write steps.csv", to);
            Assert.InRange(lastStep, from, to);
            Assert.True(Last("flush steps.csv", to) > lastStep, "The checkpoint went before the steps that it covers.");
        }

        Assert.True(Last("flush metrics.jsonl", moves[^1]) > Last("write metrics.jsonl", moves[^1]));

        int Last(string operation, int before) => operations.Take(before).ToList().LastIndexOf(operation);
    }

    private static void AssertLastCheckpoint(FaultyDisk disk, string path, string when)
    {
        var file = Path.Combine(path, RunFolder.CheckpointName);
        if (!disk.Moved.TryGetValue(RunFolder.CheckpointName, out var last))
            return;
        Assert.True(Checkpoint.Read(file).IsRight, when);
        Assert.True(last.AsSpan().SequenceEqual(File.ReadAllBytes(file)), when);
    }

    /// <summary>Four steps in two epochs, a checkpoint in the midst of each.</summary>
    internal static RunPlan Plan()
    {
        var rows = SmallData.Rows(24).ToDataset("matrix");
        return RunPlan.Specify(
            new TrainRequest
            {
                Model = ModelKind.Variational,
                Data = "matrix",
                Configure = options => options with { Hidden = Array(3), Latent = 2, Epochs = 2, Batch = 8 },
                Threads = 1,
            },
            SourceRows.Of(DataSplits.Fit(rows, rows)),
            "matrix");
    }

    internal static void Begin(
        RunPlan plan, string path, FileOperations disk, bool force = false, CancellationToken cancellation = default)
    {
        using var session = new TrainingSession(new ChosenTraining(plan.Header), plan.Data, plan.Threads);
        using var folder = RunFolder.Create(path, force, disk).OrThrow();
        session.Start(folder);
        session.Run(folder, new RunFollowing(CheckpointEvery: CheckpointEvery), cancellation);
    }

    internal static void Interrupt(RunPlan plan, string path)
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Begin(plan, path, new FaultyDisk(), cancellation: stop.Token));
    }

    internal static void Resume(RunPlan plan, string path, FileOperations disk)
    {
        using var folder = RunFolder.Resume(path, disk).OrThrow();
        using var session = new TrainingSession(new ChosenTraining(plan.Header), plan.Data, plan.Threads);
        session.Resume(folder, Checkpoint.Read(folder.CheckpointPath).OrThrow());
        session.Run(folder, new RunFollowing(CheckpointEvery: CheckpointEvery), CancellationToken.None);
    }

    /// <summary>What a user does once there is room again: goes on, or starts anew where nothing was saved yet.</summary>
    private static void Finish(RunPlan plan, string path)
    {
        if (File.Exists(Path.Combine(path, RunFolder.CheckpointName)))
        {
            Resume(plan, path, new FaultyDisk());
            return;
        }

        using var session = new TrainingSession(new ChosenTraining(plan.Header), plan.Data, plan.Threads);
        using var folder = RunFolder.Create(path, force: true, new FaultyDisk()).OrThrow();
        session.Start(folder);
        session.Run(folder, new RunFollowing(CheckpointEvery: CheckpointEvery), CancellationToken.None);
    }

    private static void AssertSame(string expected, string actual)
    {
        Assert.Equal(Names(expected), Names(actual));
        foreach (var name in Names(expected))
            Assert.Equal(Timeless(Path.Combine(expected, name)), Timeless(Path.Combine(actual, name)));

        static string[] Names(string path) =>
            [.. Directory.EnumerateFileSystemEntries(path).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal)];
    }

    private static string Timeless(string file) => Path.GetExtension(file) switch
    {
        ".json" => WithoutTiming(File.ReadAllText(file)),
        ".jsonl" => string.Join('\n', File.ReadAllLines(file).Select(WithoutTiming)),
        _ => Convert.ToHexString(File.ReadAllBytes(file)),
    };

    private static string WithoutTiming(string text)
    {
        var document = JsonNode.Parse(text)!.AsObject();
        document.Remove("timing");
        document.Remove("seconds");
        return document.ToJsonString();
    }
}
