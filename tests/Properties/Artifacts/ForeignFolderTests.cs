using System.Text;

namespace GmmVae.Tests.Properties;

/// <summary>Whatever a run folder of others holds in the places of a run's files: nothing outside it is written, made or removed.</summary>
public sealed class ForeignFolderTests : IDisposable
{
    private const string Contents = "precious";

    private static readonly string[] Names =
    [
        ".lock", ".checkpoint.safetensors.partial", "steps.csv", "metrics.jsonl", "run.json", ".run.json.partial", "summary.json",
        ".summary.json.partial", "figures", "figures/terms.svg", "figures/samples.png", "figures/.terms.svg.partial",
    ];

    private readonly TemporaryFolder parent = new();
    private readonly string precious;
    private readonly string missing;

    public ForeignFolderTests()
    {
        precious = parent.File("precious");
        missing = parent.File("missing");
        File.WriteAllText(precious, Contents);
        Directory.CreateDirectory(parent.File("folder"));
        foreach (var name in new[] { "terms.svg", "run.json", "steps.csv" })
            File.WriteAllText(Path.Combine(parent.File("folder"), name), Contents);
    }

    public void Dispose() => parent.Dispose();

    [PosixFact]
    public void Nothing_is_written_through_a_link_whichever_way_a_run_comes_to_its_folder()
    {
        var plan = DiskFaultTests.Plan();
        var cut = parent.File("cut");
        DiskFaultTests.Interrupt(plan, cut);
        Action<string>[] links =
        [
            at => File.CreateSymbolicLink(at, precious), at => File.CreateSymbolicLink(at, missing),
            at => File.CreateSymbolicLink(at, parent.File("folder")), at => PosixCommands.HardLink(precious, at), PosixCommands.Pipe,
        ];
        var (tried, refused) = (0, 0);
        foreach (var name in Names)
            foreach (var link in links)
                foreach (var force in new[] { false, true })
                {
                    var run = parent.File(FormattableString.Invariant($"run-{tried++}"));
                    Copy(cut, run);
                    var at = Path.Combine(run, name);
                    Directory.CreateDirectory(Path.GetDirectoryName(at)!);
                    File.Delete(at);
                    link(at);
                    try
                    {
                        Train(plan, run, force);
                    }
                    catch (GmmVaeException failure)
                    {
                        refused++;
                        Assert.NotEqual(FailureKind.Run, failure.Kind);
                        Assert.Contains(run, failure.Message, StringComparison.Ordinal);
                    }

                    Assert.Equal(Contents, File.ReadAllText(precious));
                    Assert.False(File.Exists(missing), name);
                    Assert.Equal(["run.json", "steps.csv", "terms.svg"],
                        Directory.EnumerateFileSystemEntries(parent.File("folder")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
                    Assert.All(Directory.EnumerateFiles(parent.File("folder")), file => Assert.Equal(Contents, File.ReadAllText(file)));
                }

        Assert.True(refused > 20 && tried - refused > 20, $"{refused} of {tried} refused");
    }

    [PosixFact]
    public void A_link_in_a_partial_file_s_place_goes_and_what_it_leads_to_stays()
    {
        var target = parent.File("a.bin");
        foreach (var put in new Action<string>[]
            { at => File.CreateSymbolicLink(at, precious), at => PosixCommands.HardLink(precious, at), PosixCommands.Pipe })
        {
            put(parent.File(".a.bin.partial"));
            Assert.True(AtomicFile.Write(target, stream => stream.Write("new"u8)).IsRight);
            Assert.Equal("new", File.ReadAllText(target));
            Assert.Equal(Contents, File.ReadAllText(precious));
            Assert.False(File.Exists(parent.File(".a.bin.partial")));
        }

        File.Delete(target);
        File.CreateSymbolicLink(target, precious);
        Assert.True(AtomicFile.Write(target, stream => stream.Write("new"u8)).IsRight);
        Assert.Equal((Contents, "new"), (File.ReadAllText(precious), File.ReadAllText(target)));
    }

    [Fact]
    public void The_lock_of_another_program_is_neither_changed_nor_removed()
    {
        var run = parent.File("run");
        Directory.CreateDirectory(run);
        File.WriteAllText(Path.Combine(run, ".lock"), "pid 17");
        foreach (var force in new[] { false, true })
            Assert.IsType<RunFolderError.Inaccessible>(RunFolder.Create(run, force).LeftToSeq().Head());
        Assert.Equal("pid 17", File.ReadAllText(Path.Combine(run, ".lock")));
    }

    private static void Train(RunPlan plan, string run, bool force)
    {
        if (force)
            DiskFaultTests.Begin(plan, run, FileOperations.Disk, force: true);
        else
            DiskFaultTests.Resume(plan, run, FileOperations.Disk);
        using var folder = RunFolder.Resume(run).OrThrow();
        try
        {
            foreach (var name in new[] { "terms.svg", "samples.png" })
                File.WriteAllText(folder.FigurePath(name), "drawn", Encoding.UTF8);
        }
        catch (IOException)
        {
            // As a warning, which is all that a figure is worth.
        }
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
