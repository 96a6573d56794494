namespace GmmVae.Tests.Properties;

public class BytesTests
{
    [Fact]
    public void Every_byte_is_multiplied_once_wherever_it_stands()
    {
        byte[] all = Enumerable.Range(0, 700).Select(i => (byte)(i * 37)).ToArray();
        foreach (float scale in new[] { 1f, 1f / 255, 0.1f, -2f })
        {
            foreach (int length in KernelPaths.Lengths.Where(n => n <= 690))
            {
                byte[] x = all[3..(3 + length)];
                var y = new float[length];
                Bytes.Scale(x, scale, y);
                KernelPaths.AssertSameBits(x.Select(b => b * scale).ToArray(), y, $"{scale} {length}");
            }
        }
    }

    [Fact]
    public void Nothing_is_allocated_and_other_lengths_are_refused()
    {
        var x = new byte[100];
        var y = new float[100];
        KernelPaths.AssertNoAllocation(() => Bytes.Scale(x, 2f, y));
        Assert.Throws<ArgumentException>(() => Bytes.Scale(x, 2f, new float[101]));
    }
}
