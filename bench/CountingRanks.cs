namespace GmmVae.Bench;

/// <summary>The first of two ranks, the other of which is not there: counts the bytes of every sum.</summary>
internal sealed class CountingRanks : IRankGroup
{
    private List<long> last = [];
    private List<long> current = [];

    /// <summary>The bytes of each sum of the last whole step, the byte of the question before it included.</summary>
    public IReadOnlyList<long> LastStep => last;

    public int Rank => 0;

    public int Count => 2;

    public bool Any(bool mine)
    {
        (last, current) = (current, [1]);
        return mine;
    }

    public byte[][] Gather(ReadOnlySpan<byte> mine) => [mine.ToArray(), mine.ToArray()];

    public void BeginSum(Span<float> sum, Span<float> received, int slot, int stride = 1) => current.Add(sum.Length * (long)sizeof(float));

    public void EndSum(Span<float> sum, Span<float> received, int slot, int stride = 1)
    {
    }
}
