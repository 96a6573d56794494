namespace GmmVae.Tests.Properties;

public sealed class FolderLockTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void However_many_come_and_go_there_is_one_holder_at_a_time()
    {
        var (inside, most, taken) = (0, 0, 0);
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            for (var i = 0; i < LongRuns.Times(4000); i++)
            {
                using var held = FolderLock.Take(folder.Path);
                if (held is null)
                    continue;
                Interlocked.Increment(ref taken);
                var now = Interlocked.Increment(ref inside);
                InterlockedMax(ref most, now);
                Thread.SpinWait(i % 64);
                Interlocked.Decrement(ref inside);
            }
        });
        Assert.True(taken > 100, $"taken {taken} times");
        Assert.Equal(1, most);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_lock_whose_file_has_been_replaced_removes_nothing_of_the_next_holder()
    {
        using var first = FolderLock.Take(folder.Path);
        Assert.Null(FolderLock.Take(folder.Path));
        File.Delete(folder.File(FolderLock.Name));
        using var second = FolderLock.Take(folder.Path);
        Assert.NotNull(second);
        first!.Dispose();
        Assert.Null(FolderLock.Take(folder.Path));
        second.Dispose();
        using var third = FolderLock.Take(folder.Path);
        Assert.NotNull(third);
    }

    [Fact]
    public void A_run_whose_lock_is_gone_or_another_s_saves_nothing_more()
    {
        var plan = DiskFaultTests.Plan();
        foreach (var isReplaced in new[] { false, true })
        {
            var run = folder.File(isReplaced ? "replaced" : "removed");
            DiskFaultTests.Interrupt(plan, run);
            using var held = RunFolder.Resume(run).OrThrow();
            var checkpoint = Checkpoint.Read(held.CheckpointPath).Value();
            Assert.True(held.Save(checkpoint).IsRight);
            File.Delete(Path.Combine(run, FolderLock.Name));
            using var other = isReplaced ? FolderLock.Take(run) : null;
            var before = File.GetLastWriteTimeUtc(held.CheckpointPath);
            Assert.Contains("not this run's any more", held.Save(checkpoint).Error().Message, StringComparison.Ordinal);
            Assert.Equal(before, File.GetLastWriteTimeUtc(held.CheckpointPath));
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen;)
            seen = Interlocked.CompareExchange(ref target, value, seen) is var before && before == seen ? value : before;
    }
}
