using System.Runtime.CompilerServices;

namespace GmmVae.Tests.Properties;

public class ArenaTests
{
    [Fact]
    public void A_new_arena_is_zero_aligned_and_shared_by_its_spans()
    {
        using var arena = new Arena(1000);
        Assert.Equal(1000, arena.Length);
        Assert.True(arena.Span(0, 1000).IndexOfAnyExcept(0f) < 0);
        Assert.Equal(0, (long)Unsafe.ByteOffset(ref Unsafe.NullRef<float>(), ref arena.Span(0, 1)[0]) % 64);
        arena.Span(16, 4)[3] = 5;
        Assert.Equal(5, arena.Span(19, 1)[0]);
        KernelPaths.AssertNoAllocation(() => arena.Span(3, 7).Fill(1));
    }

    [Fact]
    public void Ranges_outside_and_use_after_disposal_are_refused()
    {
        var arena = new Arena(10);
        Assert.Equal(0, arena.Span(10, 0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.Span(0, 11).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.Span(10, 1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.Span(-1, 1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.Span(1, -1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.Span(long.MaxValue, 5).Length);
        arena.Dispose();
        arena.Dispose();
        Assert.Throws<ObjectDisposedException>(() => arena.Span(0, 1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Arena(-1).Length);
    }
}
