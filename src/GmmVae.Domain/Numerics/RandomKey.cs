using System.Text;

namespace GmmVae.Domain.Numerics;

/// <summary>
/// A pure, splittable source of randomness: the key of the counter-based generator Philox 4x32-10.
/// </summary>
/// <remarks>
/// <para>
/// A key never changes and draws nothing by itself: each number is a function of the key and an index, so any number
/// of a run can be recomputed alone, in any order, on any thread. Make one child key per purpose and step with
/// <see cref="Fold(ulong)"/> or <see cref="Fold(string)"/> and use each child for one kind of draw.
/// </para>
/// <para>
/// Equality is by value; <c>default</c> equals <c>FromSeed(0)</c> and is a valid key. Children and the draws
/// of <see cref="Uniform"/>, <see cref="Normal"/> and <see cref="Integer"/> use separate parts of the counter space:
/// their last counter word is at least 0xFFFFFFF0, so callers of <see cref="Block"/> that stay below share no
/// block with them. Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011).
/// </para>
/// </remarks>
/// <param name="Low">The first key word.</param>
/// <param name="High">The second key word.</param>
public readonly record struct RandomKey(uint Low, uint High)
{
    private const uint FoldSpace = 0xFFFFFFFF;
    private const uint UniformSpace = 0xFFFFFFFE;
    private const uint NormalSpace = 0xFFFFFFFD;
    private const uint IntegerSpace = 0xFFFFFFFC;
    private const double TwoToMinus53 = 1.0 / (1L << 53);

    /// <summary>The key whose words are the lower and upper half of <paramref name="seed"/>: distinct seeds give
    /// distinct keys.</summary>
    public static RandomKey FromSeed(ulong seed) => new((uint)seed, (uint)(seed >> 32));

    /// <summary>The child key for <paramref name="data"/> (a step, a row, a restart): two words of a block under this
    /// key. Two given children agree with probability 2^−64.</summary>
    public RandomKey Fold(ulong data)
    {
        var (x0, x1, _, _) = Block((uint)data, (uint)(data >> 32), 0, FoldSpace);
        return new RandomKey(x0, x1);
    }

    /// <summary>The child key for a named <paramref name="purpose"/>: the name's FNV-1a hash (64 bits, over UTF-8),
    /// folded.</summary>
    public RandomKey Fold(string purpose)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        var hash = 14695981039346656037UL;
        foreach (var b in Encoding.UTF8.GetBytes(purpose))
        {
            hash ^= b;
            hash *= 1099511628211UL;
        }

        return Fold(hash);
    }

    /// <summary>One Philox 4x32-10 block: 128 random bits for a 128-bit counter. For a fixed key this is a
    /// one-to-one map of counters to blocks.</summary>
    public (uint X0, uint X1, uint X2, uint X3) Block(uint c0, uint c1, uint c2, uint c3)
    {
        var (k0, k1) = (Low, High);
        for (var round = 0; round < 10; round++)
        {
            var p0 = (ulong)c0 * 0xD2511F53;
            var p1 = (ulong)c2 * 0xCD9E8D57;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        return (c0, c1, c2, c3);
    }

    /// <summary>The <paramref name="index"/>-th uniform number in [0, 1), a multiple of 2^−53.</summary>
    public double Uniform(ulong index)
    {
        var (x0, x1, _, _) = Draw(index, UniformSpace);
        return (Join(x0, x1) >> 11) * TwoToMinus53;
    }

    /// <summary>The <paramref name="index"/>-th standard normal number, by Box and Muller's transform (its cosine
    /// branch) in double precision; |value| is at most √(106 ln 2) ≈ 8.57.</summary>
    public double Normal(ulong index)
    {
        var (x0, x1, x2, x3) = Draw(index, NormalSpace);
        var radius = ((Join(x0, x1) >> 11) + 1) * TwoToMinus53;
        var turn = (Join(x2, x3) >> 11) * TwoToMinus53;
        return Math.Sqrt(-2 * PortableMath.Log(radius)) * PortableMath.Cos(Math.Tau * turn);
    }

    /// <summary>The <paramref name="index"/>-th integer in [0, <paramref name="exclusiveUpperBound"/>). Each value's
    /// probability is off by less than 2^−33 of itself.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int Integer(ulong index, int exclusiveUpperBound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveUpperBound);
        var (x0, x1, _, _) = Draw(index, IntegerSpace);
        return (int)Math.BigMul(Join(x0, x1), (ulong)exclusiveUpperBound, out _);
    }

    /// <summary>A random order of 0 … <paramref name="count"/> − 1 (Fisher and Yates), from the integers of this key:
    /// use a key of its own for each permutation.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public int[] Permutation(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var order = new int[count];
        for (var i = 0; i < count; i++) order[i] = i;
        for (var i = count - 1; i > 0; i--)
        {
            var j = Integer((ulong)i, i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    private (uint X0, uint X1, uint X2, uint X3) Draw(ulong index, uint space) =>
        Block((uint)index, (uint)(index >> 32), 0, space);

    private static ulong Join(uint low, uint high) => ((ulong)high << 32) | low;
}
