using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GmmVae.Bench;

/// <summary>
/// What the machine itself can do at the moment: fused multiply-adds that wait for nothing, and copies between arrays that no cache
/// holds, all workers together.
/// </summary>
internal sealed class MachinePeak(WorkerPool workers)
{
    private const int Turns = 100_000;
    private const int Chains = 12;
    private const int Copied = 1 << 23;

    private readonly Multiplies multiplies = new(workers.Threads);
    private readonly Copies copies = new();
    private readonly List<double> multiplyRates = [];
    private readonly List<double> copyRates = [];

    private static int Lanes => VectorPaths.Best switch
    {
        VectorPath.Vector512 => Lanes512.Count,
        VectorPath.Vector256 => Lanes256.Count,
        _ => LanesPortable.Count,
    };

    /// <summary>Floating-point operations a second: what such a part of the measurements is above.</summary>
    public double FlopPerSecond(double part) => StepCommand.Quantile(multiplyRates, 1 - part);

    /// <summary>Bytes a second, those read and those written: what such a part of the measurements is above.</summary>
    public double BytesPerSecond(double part) => StepCommand.Quantile(copyRates, 1 - part);

    /// <summary>Measures both for a few milliseconds.</summary>
    public void Measure()
    {
        multiplyRates.Add(2.0 * Turns * Chains * Lanes * workers.Threads / Seconds(multiplies));
        copyRates.Add(2.0 * Copied * sizeof(float) / Seconds(copies));
    }

    private double Seconds(IParallelWork work)
    {
        var started = Stopwatch.GetTimestamp();
        workers.Run(work);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private sealed class Copies : IParallelWork
    {
        private readonly float[] source = new float[Copied];
        private readonly float[] target = new float[Copied];

        public void Run(int part, int parts)
        {
            var (start, end) = Share.Of(Copied, 16, part, parts);
            source.AsSpan(start..end).CopyTo(target.AsSpan(start));
        }
    }

    private sealed class Multiplies(int threads) : IParallelWork
    {
        private readonly float[] results = new float[threads];

        public void Run(int part, int parts) => results[part] = VectorPaths.Best switch
        {
            VectorPath.Vector512 => Chained<Lanes512, Vector512<float>>(),
            VectorPath.Vector256 => Chained<Lanes256, Vector256<float>>(),
            _ => Chained<LanesPortable, float>(),
        };

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Chained<TLanes, TVector>()
            where TLanes : struct, ILanes<TVector>
            where TVector : struct
        {
            TVector factor = TLanes.Broadcast(0.5f), addend = TLanes.Broadcast(1f);
            TVector a = addend, b = addend, c = addend, d = addend, e = addend, f = addend;
            TVector g = addend, h = addend, i = addend, j = addend, k = addend, l = addend;
            for (var turn = 0; turn < Turns; turn++)
            {
                a = TLanes.FusedMultiplyAdd(a, factor, addend);
                b = TLanes.FusedMultiplyAdd(b, factor, addend);
                c = TLanes.FusedMultiplyAdd(c, factor, addend);
                d = TLanes.FusedMultiplyAdd(d, factor, addend);
                e = TLanes.FusedMultiplyAdd(e, factor, addend);
                f = TLanes.FusedMultiplyAdd(f, factor, addend);
                g = TLanes.FusedMultiplyAdd(g, factor, addend);
                h = TLanes.FusedMultiplyAdd(h, factor, addend);
                i = TLanes.FusedMultiplyAdd(i, factor, addend);
                j = TLanes.FusedMultiplyAdd(j, factor, addend);
                k = TLanes.FusedMultiplyAdd(k, factor, addend);
                l = TLanes.FusedMultiplyAdd(l, factor, addend);
            }

            TVector first = TLanes.Add(TLanes.Add(TLanes.Add(a, b), TLanes.Add(c, d)), TLanes.Add(e, f));
            return TLanes.First(TLanes.Add(first, TLanes.Add(TLanes.Add(TLanes.Add(g, h), TLanes.Add(i, j)), TLanes.Add(k, l))));
        }
    }
}
