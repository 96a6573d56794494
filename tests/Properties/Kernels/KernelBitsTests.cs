namespace GmmVae.Tests.Properties;

public class KernelBitsTests
{
    [Fact]
    public void A_chain_of_all_kernels_gives_the_bits_written_here_on_every_machine()
    {
        const int Rows = 37;
        const int Width = 70;
        ulong hash = 14695981039346656037;
        void Take(ReadOnlySpan<float> values)
        {
            foreach (float value in values)
                hash = (hash ^ BitConverter.SingleToUInt32Bits(value)) * 1099511628211;
        }

        var noise = new float[Rows * Width];
        NormalNoise.Fill(new RandomKey(20, 16), 11, Rows, Width, noise, 0, 1);
        Take(noise);
        var product = new float[Rows * Rows];
        var workspace = new float[Gemm.WorkspaceLength(Rows, Width, 1)];
        Gemm.Multiply(false, true, Rows, Rows, Width, noise, noise, product, workspace, 0, 1);
        Take(product);
        var result = new float[noise.Length];
        Elementwise.Exp(noise, result);
        Take(result);
        Elementwise.Log(result, result);
        Take(result);
        Elementwise.Tanh(noise, result);
        Take(result);
        Elementwise.Sigmoid(noise, result);
        Take(result);
        Elementwise.Softplus(noise, result);
        Take(result);
        LogSpace.LogSoftmax(product, Rows, Rows, product, 0, 1);
        Take(product);
        LogSpace.LogSumExp(noise, Rows, Width, result, 0, 1);
        Take(result.AsSpan(0, Rows));
        Reductions.Sum(noise, Rows, Width, 1, result, 0, 1);
        Take(result.AsSpan(0, Rows));
        Reductions.Sum(noise, 1, Rows, Width, result, 0, 1);
        Take(result.AsSpan(0, Width));
        Take([(float)Reductions.SumOfSquares(noise)]);
        Assert.Equal(6018228032261631395UL, hash);
    }
}
