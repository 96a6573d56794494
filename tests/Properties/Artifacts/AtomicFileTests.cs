namespace GmmVae.Tests.Properties;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Target => Path.Combine(_folder.Path, "model.bin");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_write_replaces_the_file_and_leaves_nothing_else()
    {
        Assert.True(AtomicFile.Write(Target, s => s.Write([1, 2, 3])).IsRight);
        Assert.True(AtomicFile.Write(Target, s => s.Write([4])).IsRight);
        Assert.Equal([4], File.ReadAllBytes(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void The_old_file_is_there_until_the_new_one_is_complete()
    {
        File.WriteAllBytes(Target, [1, 2, 3]);
        var result = AtomicFile.Write(Target, s =>
        {
            s.Write(new byte[1_000_000]);
            Assert.Equal([1, 2, 3], File.ReadAllBytes(Target));
        });
        Assert.True(result.IsRight);
        Assert.Equal(1_000_000, new FileInfo(Target).Length);
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_clears_up()
    {
        File.WriteAllBytes(Target, [1, 2, 3]);
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(Target, s =>
        {
            s.Write([9]);
            throw new InvalidOperationException();
        }));
        var full = AtomicFile.Write(Target, _ => throw new IOException("The disk is full."));
        full.Match(
            Right: _ => Assert.Fail("Accepted."),
            Left: e =>
            {
                Assert.True(e.IsAccess);
                Assert.Contains("The disk is full.", e.Message, StringComparison.Ordinal);
            });
        Assert.Equal([1, 2, 3], File.ReadAllBytes(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_second_writer_at_the_same_path_is_refused_and_does_not_disturb_the_first()
    {
        var first = AtomicFile.Write(Target, s =>
        {
            s.Write([1]);
            s.Flush();
            Assert.True(AtomicFile.Write(Target, t => t.Write([2])).IsLeft);
            s.Write([3]);
        });
        Assert.True(first.IsRight);
        Assert.Equal([1, 3], File.ReadAllBytes(Target));
    }

    [Fact]
    public void A_partial_file_left_by_a_stopped_machine_is_overwritten()
    {
        _folder.Write(".model.bin.partial", new byte[100]);
        Assert.True(AtomicFile.Write(Target, s => s.Write([7])).IsRight);
        Assert.Equal([7], File.ReadAllBytes(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Folders_that_are_missing_are_made_and_a_folder_as_target_or_a_file_on_the_way_is_an_access_error()
    {
        Assert.True(AtomicFile.Write(Path.Combine(_folder.Path, "none", "more", "x"), stream => stream.Write("new"u8)).IsRight);
        Assert.Equal("new", File.ReadAllText(Path.Combine(_folder.Path, "none", "more", "x")));
        foreach (var path in new[] { Path.Combine(_folder.Path, "none", "more", "x", "y"), _folder.Path, _folder.Path + "/" })
            AtomicFile.Write(path, _ => { }).Match(
                Right: _ => Assert.Fail("Accepted."),
                Left: e => Assert.True(e.IsAccess));
    }
}
