namespace GmmVae.Tests.Snapshots;

public sealed class SnapshotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("snapshot-").FullName;

    private string Source => Path.Combine(_folder, "SomeTests.cs");

    private string Verified => Path.Combine(_folder, "SomeTests.Case.verified.txt");

    private string Received => Path.Combine(_folder, "SomeTests.Case.received.txt");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Without_a_verified_file_the_output_is_received_and_the_test_fails()
    {
        var failure = Assert.ThrowsAny<Exception>(() => Snapshot.Verify("one\ntwo", Source, "Case"));

        Assert.Contains("no verified file", failure.Message, StringComparison.Ordinal);
        Assert.Equal("one\ntwo\n", File.ReadAllText(Received));
        Assert.False(File.Exists(Verified));
    }

    [Fact]
    public void Renaming_received_to_verified_accepts_the_output()
    {
        Assert.ThrowsAny<Exception>(() => Snapshot.Verify("one\ntwo", Source, "Case"));
        File.Move(Received, Verified);

        Snapshot.Verify("one\ntwo", Source, "Case");

        Assert.False(File.Exists(Received));
    }

    [Fact]
    public void A_difference_fails_and_names_the_line()
    {
        File.WriteAllText(Verified, "one\ntwo\nthree\n");

        var failure = Assert.ThrowsAny<Exception>(() => Snapshot.Verify("one\n2\nthree\n", Source, "Case"));

        Assert.Contains("at line 2:\n  one\n- two\n+ 2\n", failure.Message, StringComparison.Ordinal);
        Assert.Equal("one\n2\nthree\n", File.ReadAllText(Received));
        Assert.Equal("one\ntwo\nthree\n", File.ReadAllText(Verified));
    }

    [Fact]
    public void Added_and_removed_lines_are_told_apart()
    {
        Assert.EndsWith("at line 2:\n  a\n+ b\n", SnapshotDiff.Between("a\nc", "a\nb\nc"), StringComparison.Ordinal);
        Assert.EndsWith("at line 2:\n  a\n- b\n", SnapshotDiff.Between("a\nb\nc", "a\nc"), StringComparison.Ordinal);
    }

    [Fact]
    public void Line_endings_do_not_count_and_a_match_clears_the_received_file()
    {
        File.WriteAllText(Verified, "one\r\ntwo\r\n");
        File.WriteAllText(Received, "stale");

        Snapshot.Verify("one\ntwo", Source, "Case");

        Assert.False(File.Exists(Received));
    }

    [Fact]
    public void One_changed_pixel_or_another_shape_fails()
    {
        Assert.ThrowsAny<Exception>(() => Snapshot.VerifyPixels(2, 1, 1, [1, 2], Source, "Case"));
        File.Move(Received, Verified);

        Snapshot.VerifyPixels(2, 1, 1, [1, 2], Source, "Case");
        Assert.ThrowsAny<Exception>(() => Snapshot.VerifyPixels(2, 1, 1, [1, 3], Source, "Case"));
        Assert.ThrowsAny<Exception>(() => Snapshot.VerifyPixels(1, 2, 1, [1, 2], Source, "Case"));
    }
}
