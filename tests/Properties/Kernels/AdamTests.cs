using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public class AdamTests
{
    private const int Guard = 3;

    [Law(typeof(Generators), nameof(Generators.Seed), MaxTest = 300)]
    public void A_step_has_the_bits_of_the_elementwise_kernels_one_after_another_on_every_path(int seed)
    {
        var random = new Random(seed);
        var length = KernelPaths.Lengths[random.Next(KernelPaths.Lengths.Length)];
        var factors = Factors(random);
        float[][] before =
        [
            KernelPaths.Patterns(seed, length), KernelPaths.Numbers(seed + 1, length), KernelPaths.Numbers(seed + 2, length),
            Array.ConvertAll(KernelPaths.Numbers(seed + 3, length), Math.Abs), random.Next(2) == 0 ? []
                : KernelPaths.Numbers(seed + 4, length),
        ];
        var expected = OneAfterAnother(factors, before);
        foreach (var path in KernelPaths.All)
        {
            var found = before.Select(values => (float[])[.. values, .. Enumerable.Repeat(7f, Guard)]).ToArray();
            Adam.Step(
                path, factors, before[0], found[1].AsSpan(0, length), found[2].AsSpan(0, length), found[3].AsSpan(0, length),
                found[4].AsSpan(0, before[4].Length));
            for (var i = 0; i < found.Length; i++)
                KernelPaths.AssertSameBits([.. expected[i], .. Enumerable.Repeat(7f, Guard)], found[i], $"{path}, array {i}");
        }
    }

    [Fact]
    public void Other_lengths_are_refused() => Assert.Throws<ArgumentException>(() =>
        Adam.Step(VectorPaths.Best, default, new float[3], new float[3], new float[3], new float[2], []));

    [Fact]
    public void A_step_allocates_nothing()
    {
        float[] values = new float[500];
        KernelPaths.AssertNoAllocation(() => Adam.Step(VectorPaths.Best, default, values, values, values, values, values));
    }

    private static AdamFactors Factors(Random random)
    {
        return new AdamFactors(
            random.Next(2) == 0 ? 1 : Draw(), Draw(), Draw(), Draw(), Draw(), 1 + Draw(), 1 + Draw(), Draw(), 1e-8f,
            random.Next(2) == 0 ? 1 : Draw(), Draw(), Draw());

        float Draw() => random.NextSingle();
    }

    /// <summary>The operations of the optimizer's graph, each by its own kernel.</summary>
    private static float[][] OneAfterAnother(AdamFactors factors, float[][] before)
    {
        var gradient = By(before[0], factors.Clip);
        var first = Sum(By(before[2], factors.FirstDecay), By(gradient, factors.FirstGain));
        var squared = new float[gradient.Length];
        Elementwise.Square(gradient, squared);
        var second = Sum(By(before[3], factors.SecondDecay), By(squared, factors.SecondGain));
        var root = By(second, factors.SecondCorrection);
        Elementwise.Sqrt(root, root);
        Elementwise.Add(root, Of(factors.Epsilon, root.Length), root);
        var step = By(By(first, factors.FirstCorrection), factors.Rate);
        Elementwise.Divide(step, root, step);
        var parameter = By(before[1], factors.Kept);
        Elementwise.Subtract(parameter, step, parameter);
        var follower = before[4].Length == 0 ? [] : Sum(By(before[4], factors.FollowerDecay), By(parameter, factors.FollowerGain));
        return [before[0], parameter, first, second, follower];

        static float[] Of(float number, int length) => [.. Enumerable.Repeat(number, length)];

        static float[] By(float[] values, float number)
        {
            var product = new float[values.Length];
            Elementwise.Multiply(values, Of(number, values.Length), product);
            return product;
        }

        static float[] Sum(float[] left, float[] right)
        {
            var sum = new float[left.Length];
            Elementwise.Add(left, right, sum);
            return sum;
        }
    }
}
