using System.Text;
using System.Text.Json.Nodes;
using LanguageExt;

namespace GmmVae.Tests.Properties;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder parent = new();
    private readonly string path;

    public RunFolderTests() => path = Path.Combine(parent.Path, "run");

    public void Dispose() => parent.Dispose();

    [Fact]
    public void A_new_folder_is_made_and_left_without_a_lock()
    {
        using (var folder = Open(RunFolder.Create(path, force: false)))
            Assert.Equal(path, folder.Path);
        Assert.Empty(Directory.EnumerateFileSystemEntries(path));
        Open(RunFolder.Create(path, force: false)).Dispose();
    }

    [Fact]
    public void A_folder_that_holds_something_is_refused_and_left_alone()
    {
        Put("notes.txt");
        Assert.Equal(new RunFolderError.NotEmpty(path), Refused(RunFolder.Create(path, force: false)));
        Assert.Equal(["notes.txt"], Names());
        Put(FolderLock.Name, "\0\0\0");
        Assert.Equal(new RunFolderError.NotEmpty(path), Refused(RunFolder.Create(path, force: false)));
        Assert.True(File.Exists(Path.Combine(path, "notes.txt")));
    }

    [Fact]
    public void Force_takes_a_folder_and_clearing_it_removes_the_files_of_a_run_and_no_others()
    {
        string[] own =
        [
            "run.json", "metrics.jsonl", "steps.csv", "summary.json", "checkpoint.safetensors", ".checkpoint.safetensors.partial",
        ];
        string[] others = ["notes.txt", "model.safetensors", "figures/mine.png"];
        foreach (var name in own.Concat(others))
            Put(name);
        using (var folder = Open(RunFolder.Create(path, force: true)))
        {
            Assert.Equal(own.Concat(others).Append(FolderLock.Name).Order(StringComparer.Ordinal), Names());
            Assert.True(folder.Clear().IsRight);
        }

        Assert.Equal(others.Order(StringComparer.Ordinal), Names());
    }

    [Fact]
    public void A_folder_is_held_by_one_run_at_a_time()
    {
        using (var folder = Open(RunFolder.Create(path, force: false)))
        {
            Put("checkpoint.safetensors");
            Assert.Equal(new RunFolderError.InUse(path), Refused(RunFolder.Create(path, force: false)));
            Assert.Equal(new RunFolderError.InUse(path), Refused(RunFolder.Create(path, force: true)));
            Assert.Equal(new RunFolderError.InUse(path), Refused(RunFolder.Resume(path)));
            Assert.True(File.Exists(folder.CheckpointPath));
        }

        Open(RunFolder.Resume(path)).Dispose();
    }

    [Fact]
    public void The_lock_of_a_dead_run_does_not_hold()
    {
        Put(FolderLock.Name, "\0\0\0");
        Open(RunFolder.Create(path, force: false)).Dispose();
        Put(FolderLock.Name, "\0\0\0");
        Put("checkpoint.safetensors");
        Open(RunFolder.Resume(path)).Dispose();
        Assert.Equal(["checkpoint.safetensors"], Names());
    }

    [Fact]
    public void Only_a_run_with_a_checkpoint_can_be_resumed()
    {
        Assert.Equal(new RunFolderError.NothingToResume(path), Refused(RunFolder.Resume(path)));
        Assert.False(Directory.Exists(path));
        Put("run.json");
        var error = Refused(RunFolder.Resume(path));
        Assert.Equal(new RunFolderError.NothingToResume(path), error);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_an_access_error()
    {
        File.WriteAllText(path, "");
        Assert.IsType<RunFolderError.Inaccessible>(Refused(RunFolder.Create(path, force: true)));
        Assert.IsType<RunFolderError.Inaccessible>(Refused(RunFolder.Create(Path.Combine(path, "inner"), force: false)));
    }

    [Fact]
    public void Json_is_indented_with_line_feeds_and_without_byte_order_mark()
    {
        using var folder = Open(RunFolder.Create(path, force: false));
        SpecJsonArbitraries.Right(folder.WriteJson("summary.json", new JsonObject { ["old"] = 1 }));
        SpecJsonArbitraries.Right(folder.WriteJson("summary.json",
            new JsonObject { ["größe"] = 0.1, ["inner"] = new JsonObject { ["a+b"] = "é" } }));
        var expected = Encoding.UTF8.GetBytes("{\n  \"größe\": 0.1,\n  \"inner\": {\n    \"a+b\": \"é\"\n  }\n}\n");
        Assert.Equal(expected, File.ReadAllBytes(Path.Combine(path, "summary.json")));
    }

    [Fact]
    public void Json_that_cannot_be_written_leaves_the_file_before()
    {
        using var folder = Open(RunFolder.Create(path, force: false));
        SpecJsonArbitraries.Right(folder.WriteJson("run.json", new JsonObject { ["kept"] = true }));
        Assert.ThrowsAny<ArgumentException>(() => folder.WriteJson("run.json", new JsonObject { ["bad"] = double.NaN }));
        Directory.CreateDirectory(Path.Combine(path, ".run.json.partial"));
        Assert.True(SpecJsonArbitraries.Refused(folder.WriteJson("run.json", new JsonObject())).IsAccess);
        Assert.Equal("{\n  \"kept\": true\n}\n", File.ReadAllText(Path.Combine(path, "run.json")));
        Assert.Throws<ArgumentException>(() => folder.WriteJson("../run.json", new JsonObject()));
    }

    [Fact]
    public void Figures_have_a_folder_of_their_own()
    {
        using var folder = Open(RunFolder.Create(path, force: false));
        var figure = folder.FigurePath("terms.svg");
        File.WriteAllText(figure, "");
        Assert.True(File.Exists(Path.Combine(path, "figures", "terms.svg")));
        Assert.Throws<ArgumentException>(() => folder.FigurePath("../terms.svg"));
    }

    internal static RunFolder Open(Either<RunFolderError, RunFolder> result) =>
        result.Match(Right: folder => folder, Left: error => throw new InvalidOperationException(error.Message));

    private static RunFolderError Refused(Either<RunFolderError, RunFolder> result) => result.Match(
        Right: folder =>
        {
            folder.Dispose();
            throw new InvalidOperationException("The folder was opened.");
        },
        Left: error => error);

    private void Put(string name, string contents = "something")
    {
        var file = Path.Combine(path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, contents);
    }

    private string[] Names() => [.. Directory
        .EnumerateFiles(path, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(path, file).Replace('\\', '/'))
        .Order(StringComparer.Ordinal)];
}
