using GmmVae.Domain.Numerics;
using GmmVae.Engine.Engines;

namespace GmmVae.Engine.Managed.Kernels;

/// <summary>Makes of each row of a batch another row, from the row and its number alone; workers share the
/// rows.</summary>
/// <param name="features">Values of a row.</param>
/// <param name="workers">Who does it.</param>
internal abstract unsafe class RowWork(int features, WorkerPool workers) : IParallelWork
{
    private float* source;
    private float* target;
    private int* ids;
    private int rows;
    private int stride;

    /// <summary>Values of a row.</summary>
    protected int Features => features;

    public void Run(int part, int parts)
    {
        (int start, int end) = Share.Of(rows, 1, part, parts);
        for (int i = start; i < end; i++)
        {
            Make(
                part,
                ids[i],
                new ReadOnlySpan<float>(source + ((nint)i * features), features),
                new Span<float>(target + ((nint)i * stride), features));
        }
    }

    /// <summary>Readies for a step; to be called before the first run.</summary>
    internal abstract void Prepare(long step, long totalSteps);

    /// <summary>Makes row i of <paramref name="batch"/> row i of <paramref name="output"/>, whose rows begin
    /// <paramref name="outputStride"/> apart; what lies between them is left alone.</summary>
    /// <exception cref="ArgumentException">A span is too short, or the rows of the output overlap.</exception>
    internal void Run(ReadOnlySpan<float> batch, ReadOnlySpan<int> rowIds, Span<float> output, int outputStride)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputStride, features);
        if (batch.Length < (long)rowIds.Length * features)
            throw new ArgumentException("The batch has fewer rows than there are row numbers.", nameof(batch));
        if (!rowIds.IsEmpty && output.Length < ((rowIds.Length - 1L) * outputStride) + features)
            throw new ArgumentException("The output has no room for the rows.", nameof(output));
        fixed (float* from = batch, to = output)
        fixed (int* numbers = rowIds)
        {
            source = from;
            target = to;
            ids = numbers;
            (rows, stride) = (rowIds.Length, outputStride);
            workers.Run(this);
        }

        source = target = null;
        ids = null;
        rows = 0;
    }

    /// <summary>Makes one row; called by several threads at the same time, each with a part of its own.</summary>
    /// <param name="part">Which of the scratch memories to use.</param>
    /// <param name="id">The row's global number.</param>
    /// <param name="row">What to make it of.</param>
    /// <param name="augmented">Where to; overwritten.</param>
    protected abstract void Make(int part, int id, ReadOnlySpan<float> row, Span<float> augmented);

    /// <summary>augmented = normal noise of this standard deviation, a row's own.</summary>
    protected static void FillNoise(RandomKey key, int id, float deviation, Span<float> augmented)
    {
        if (deviation == 0)
        {
            augmented.Clear();
            return;
        }

        NormalNoise.Fill(key, (ulong)id, 1, augmented.Length, augmented, 0, 1);
        foreach (ref float value in augmented)
            value *= deviation;
    }

    /// <summary>augmented += values.</summary>
    protected static void Add(ReadOnlySpan<float> values, Span<float> augmented)
    {
        for (int i = 0; i < values.Length; i++)
            augmented[i] += values[i];
    }
}
