namespace GmmVae.Tests.Properties;

/// <summary>Pipes and devices in the places of files: refused by name, and nobody waits for what never comes.</summary>
public sealed class SpecialFileTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [PosixFact]
    public void No_reader_of_data_opens_a_pipe_or_a_device()
    {
        foreach (var name in new[] { "a.csv", "a.npy", "a.npz", "a.idx", "a.gz", "train-images-idx3-ubyte", "a.safetensors" })
            foreach (var put in new Action<string>[] { PosixCommands.Pipe, at => File.CreateSymbolicLink(at, "/dev/zero") })
            {
                var path = folder.File(name);
                put(path);
                var errors = InTime(() => name == "a.safetensors"
                    ? new[] { Checkpoint.Read(path).Error() }
                    : [DataSource.Open(path, 0, null).Error(), DataSource.Stream(path, 0, null).Map(_ => 0).Error()]);
                Assert.All(errors, error =>
                {
                    Assert.Contains("a pipe, a socket or a device", error.Message, StringComparison.Ordinal);
                    Assert.Contains(path, error.Message, StringComparison.Ordinal);
                    Assert.True(error.IsAccess);
                });
                File.Delete(path);
            }
    }

    [PosixFact]
    public void A_pipe_among_the_files_of_a_folder_is_refused_too()
    {
        folder.Write("a.npy", NpyFiles.Array("<f4", [3, 2], [1, 2, 3, 4, 5, 6]));
        PosixCommands.Pipe(folder.File("b.npy"));
        Assert.Contains(folder.File("b.npy"), InTime(() => DataSource.Open(folder.Path, 0, null).Error().Message),
            StringComparison.Ordinal);
        File.Delete(folder.File("b.npy"));
        PosixCommands.Pipe(folder.File("a.labels.npy"));
        Assert.Contains("a pipe", InTime(() => DataSource.Open(folder.Path, 0, null).Error().Message), StringComparison.Ordinal);
    }

    [PosixFact]
    public void A_pipe_in_a_run_folder_holds_nobody_up()
    {
        var plan = DiskFaultTests.Plan();
        foreach (var name in new[] { "checkpoint.safetensors", "run.json", "steps.csv", "metrics.jsonl", ".lock", "summary.json" })
        {
            var run = folder.File("run-" + name);
            DiskFaultTests.Interrupt(plan, run);
            File.Delete(Path.Combine(run, name));
            PosixCommands.Pipe(Path.Combine(run, name));
            var failure = InTime(() => Record.Exception(() => DiskFaultTests.Resume(plan, run, FileOperations.Disk)));
            if (failure is not null)
                Assert.Contains(run, Assert.IsType<GmmVaeException>(failure).Message, StringComparison.Ordinal);
            else
                Assert.Contains(name, (string[])["run.json", "summary.json"]);
        }
    }

    [PosixFact]
    public void What_is_at_a_path_is_told_apart()
    {
        var file = folder.Write("file", [1]);
        File.CreateSymbolicLink(folder.File("link"), file);
        PosixCommands.Pipe(folder.File("pipe"));
        Assert.True(FileEntry.At(file) is { Kind: FileEntryKind.Regular, IsFileOfItsOwn: true });
        Assert.True(FileEntry.At(folder.File("link")) is { Kind: FileEntryKind.Link, IsFileOfItsOwn: false });
        Assert.True(FileEntry.Behind(folder.File("link"))!.Value.IsSame(FileEntry.At(file)));
        Assert.Equal(FileEntryKind.Folder, FileEntry.At(folder.Path)!.Value.Kind);
        Assert.Equal(FileEntryKind.Other, FileEntry.At(folder.File("pipe"))!.Value.Kind);
        Assert.Equal(FileEntryKind.Other, FileEntry.Behind("/dev/null")!.Value.Kind);
        Assert.Null(FileEntry.At(folder.File("none")));
        using (var open = File.OpenRead(file))
            Assert.True(FileEntry.Of(open.SafeFileHandle)!.Value.IsSame(FileEntry.At(file)));
        PosixCommands.HardLink(file, folder.File("second"));
        Assert.True(FileEntry.At(file) is { Names: 2, IsFileOfItsOwn: false });
        Assert.False(FileEntry.At(file)!.Value.IsSame(FileEntry.At(folder.Path)));
    }

    private static T InTime<T>(Func<T> work)
    {
        var running = Task.Run(work);
        Assert.True(running.Wait(Patience), "It waits for what never comes.");
        return running.Result;
    }
}
