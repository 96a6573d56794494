using LanguageExt;

namespace GmmVae.Tests.Properties;

public sealed class AtomicFolderTests
{
    [Fact]
    public void A_new_folder_appears_with_its_files_and_those_above_it()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File(Path.Combine("above", "out"));
        Assert.True(AtomicFolder.Write(path + Path.DirectorySeparatorChar, [], Fill("a", "b")).IsRight);
        Assert.Equal(["a", "b"], Names(path));
        Assert.Equal(["out"], Names(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void In_a_folder_that_is_there_files_are_replaced_stale_ones_go_and_others_stay()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("out");
        Assert.True(AtomicFolder.Write(path, [], Fill("a", "b", "mine")).IsRight);
        File.WriteAllText(Path.Combine(path, "a"), "old");
        Assert.True(AtomicFolder.Write(path, ["a", "b", "c"], Fill("a", "c")).IsRight);
        Assert.Equal(["a", "c", "mine"], Names(path));
        Assert.Equal("new", File.ReadAllText(Path.Combine(path, "a")));
        Assert.Equal(["out"], Names(folder.Path));
    }

    [Fact]
    public void Where_filling_fails_or_throws_the_old_files_stay_and_nothing_is_left()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("out");
        var error = new DataError.Inaccessible("here", "It fails.", "None.");
        foreach (var isThere in new[] { false, true })
        {
            if (isThere)
                Assert.True(AtomicFolder.Write(path, [], Fill("a")).IsRight);
            Assert.Equal(error, AtomicFolder.Write(path, ["a"], into =>
                Fill("b")(into).Bind(_ => Prelude.Left<DataError, Unit>(error))).LeftToSeq().Head());
            Assert.Throws<OperationCanceledException>(() => AtomicFolder.Write(path, ["a"], _ => throw new OperationCanceledException()));
            Assert.True(AtomicFolder.Write(path, ["a"], _ => throw new IOException("full")).IsLeft);
            Assert.Equal(isThere ? ["out"] : [], Names(folder.Path));
        }

        Assert.Equal(["a"], Names(path));
    }

    [Fact]
    public void What_an_interrupted_export_left_is_cleared_and_a_file_is_not_a_folder()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File(".out.partial"));
        File.WriteAllText(Path.Combine(folder.File(".out.partial"), "stale"), "");
        Assert.True(AtomicFolder.Write(folder.File("out"), [], Fill("a")).IsRight);
        Assert.Equal(["a"], Names(folder.File("out")));
        var file = folder.File("file");
        File.WriteAllText(file, "mine");
        Assert.True(AtomicFolder.Write(file, [], Fill("a")).IsLeft);
        Assert.Equal("mine", File.ReadAllText(file));
        Assert.Equal(["file", "out"], Names(folder.Path));
    }

    private static Func<string, Either<DataError, Unit>> Fill(params string[] names) => into =>
    {
        foreach (var name in names)
            File.WriteAllText(Path.Combine(into, name), "new");
        return Prelude.unit;
    };

    private static string[] Names(string path) =>
        [.. Directory.EnumerateFileSystemEntries(path).Select(entry => Path.GetFileName(entry)!).Order(StringComparer.Ordinal)];
}
