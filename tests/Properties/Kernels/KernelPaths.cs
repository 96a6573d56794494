namespace GmmVae.Tests.Properties;

/// <summary>What the kernel tests share: the instruction sets of this machine, test numbers, and exact comparison.</summary>
internal static class KernelPaths
{
    public static readonly VectorPath[] All =
        Enum.GetValues<VectorPath>().Where(VectorPaths.IsSupported).ToArray();

    public static readonly int[] Splits = [1, 2, 3, 8];

    /// <summary>Lengths around the register widths, and a few long ones.</summary>
    public static readonly int[] Lengths = [.. Enumerable.Range(0, 70), 127, 128, 129, 500, 784, 1000, 4099];

    /// <summary>γ_n = n·u / (1 − n·u) with u = 2^-24.</summary>
    public static double Gamma(double n) => n / (1 << 24) / (1 - (n / (1 << 24)));

    /// <summary>Distance of a result from the true value in units of the last place of the true value.</summary>
    public static double Ulps(float actual, double expected)
    {
        float size = Math.Abs((float)expected);
        return Math.Abs(actual - expected) / ((double)MathF.BitIncrement(size) - size);
    }

    /// <summary>Numbers of both signs, most near 1, some large, some tiny, some exactly 0.</summary>
    public static float[] Numbers(int seed, int count, double spread = 1)
    {
        var random = new Random(seed);
        var numbers = new float[count];
        for (int i = 0; i < count; i++)
        {
            double value = (random.NextDouble() * 2) - 1;
            numbers[i] = (float)(spread * (random.Next(10) switch { 0 => 0, 1 => value * 1e-6, 2 => value * 30, _ => value }));
        }

        return numbers;
    }

    /// <summary>Numbers whose bits are uniform: every exponent, denormal, infinite and NaN ones too.</summary>
    public static float[] Patterns(int seed, int count)
    {
        var random = new Random(seed);
        float[] special =
        [
            0f, -0f, 1f, -1f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, float.MaxValue, float.MinValue,
            float.Epsilon, -float.Epsilon, 1.17549435e-38f, 88.72283f, 88.72284f, -87.33655f, -103.97f, -104f, 0.625f,
        ];
        var numbers = new float[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = random.Next(8) == 0
                ? special[random.Next(special.Length)]
                : BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
        }

        return numbers;
    }

    /// <summary>The same bits everywhere, except that one NaN is as good as another.</summary>
    public static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            bool same = BitConverter.SingleToInt32Bits(expected[i]) == BitConverter.SingleToInt32Bits(actual[i])
                || (float.IsNaN(expected[i]) && float.IsNaN(actual[i]));
            Assert.True(same, $"{what}: element {i} is {actual[i]:r}, not {expected[i]:r}.");
        }
    }

    /// <summary>Runs a kernel twice and asserts that the second, compiled, call allocates nothing.</summary>
    public static void AssertNoAllocation(Action kernel)
    {
        kernel();
        long before = GC.GetAllocatedBytesForCurrentThread();
        kernel();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
