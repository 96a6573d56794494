namespace GmmVae.Tests.Properties;

public class WorkerPoolTests
{
    private sealed class Counting(int parts) : IParallelWork
    {
        public int[] Calls { get; } = new int[parts];

        public int CallerThread { get; private set; }

        public void Run(int part, int parts)
        {
            Assert.Equal(Calls.Length, parts);
            Calls[part]++;
            if (part == 0)
                CallerThread = Environment.CurrentManagedThreadId;
        }
    }

    private sealed class Failing(params int[] failing) : IParallelWork
    {
        public int Finished;

        public void Run(int part, int parts)
        {
            if (failing.Contains(part))
                throw new InvalidOperationException($"part {part}");
            Interlocked.Increment(ref Finished);
        }
    }

    private sealed class Nesting(WorkerPool pool) : IParallelWork
    {
        public void Run(int part, int parts)
        {
            if (part == 0)
                pool.Run(this);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Every_part_runs_once_per_run_and_part_0_on_the_caller(int threads)
    {
        using var pool = new WorkerPool(threads);
        Assert.Equal(threads, pool.Threads);
        var work = new Counting(threads);
        for (int run = 1; run <= 300; run++)
        {
            pool.Run(work);
            Assert.All(work.Calls, calls => Assert.Equal(run, calls));
        }

        Assert.Equal(Environment.CurrentManagedThreadId, work.CallerThread);
    }

    [Fact]
    public void Workers_that_fell_asleep_are_woken()
    {
        using var pool = new WorkerPool(3);
        var work = new Counting(3);
        for (int run = 1; run <= 20; run++)
        {
            Thread.Sleep(10);
            pool.Run(work);
            Assert.All(work.Calls, calls => Assert.Equal(run, calls));
        }
    }

    [Fact]
    public void The_failure_of_the_lowest_part_surfaces_after_the_others_finish()
    {
        using var pool = new WorkerPool(4);
        foreach (int[] parts in new[] { [0], [1], [3], [1, 2], new[] { 3, 2, 0 } })
        {
            var work = new Failing(parts);
            var failure = Assert.Throws<InvalidOperationException>(() => pool.Run(work));
            Assert.Equal($"part {parts.Min()}", failure.Message);
            Assert.Equal(4 - parts.Length, work.Finished);
            pool.Run(new Counting(4));
        }
    }

    [Fact]
    public void Runs_do_not_nest_and_end_with_the_pool()
    {
        foreach (int threads in new[] { 1, 2 })
        {
            var pool = new WorkerPool(threads);
            Assert.Throws<InvalidOperationException>(() => pool.Run(new Nesting(pool)));
            pool.Run(new Counting(threads));
            pool.Dispose();
            pool.Dispose();
            Assert.Throws<ObjectDisposedException>(() => pool.Run(new Counting(threads)));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerPool(0));
    }

    [Fact]
    public void A_run_allocates_nothing()
    {
        foreach (int threads in new[] { 1, 3 })
        {
            using var pool = new WorkerPool(threads);
            var work = new Idle();
            KernelPaths.AssertNoAllocation(() => pool.Run(work));
        }
    }

    private sealed class Idle : IParallelWork
    {
        public void Run(int part, int parts)
        {
        }
    }
}
