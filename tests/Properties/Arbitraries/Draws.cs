namespace GmmVae.Tests.Properties;

/// <summary>Numbers that are a function of a seed and an index alone, so that a counterexample needs no list of values.</summary>
public static class Draws
{
    /// <summary>A number in [0, 1) with 20 bits, so that single precision holds it and its halves exactly.</summary>
    public static double Unit(int seed, int index)
    {
        unchecked
        {
            var z = ((ulong)(uint)seed << 32) + (uint)index + 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            z ^= z >> 31;
            return (z >> 44) / (double)(1 << 20);
        }
    }

    /// <summary>A number in [low, high).</summary>
    public static double Between(int seed, int index, double low, double high) => low + ((high - low) * Unit(seed, index));
}
