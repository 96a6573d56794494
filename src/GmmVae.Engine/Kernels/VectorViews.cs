using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>Views of rows of features: see <see cref="AugmentationSpec.Vector"/>.</summary>
internal sealed class VectorViews(AugmentationSpec.Vector spec, int features, RandomKey key, WorkerPool workers)
    : RowWork(features, workers)
{
    private readonly RandomKey noiseKey = key.Fold("noise");
    private readonly RandomKey dropoutKey = key.Fold("dropout");

    /// <summary>A feature is dropped when its random word is below this.</summary>
    private readonly ulong dropped = (ulong)(spec.Dropout * (1L << 32));
    private RandomKey noiseStep;
    private RandomKey dropoutStep;
    private float amplitude;

    internal override void Prepare(long step, long totalSteps)
    {
        (noiseStep, dropoutStep) = (noiseKey.Fold((ulong)step), dropoutKey.Fold((ulong)step));
        amplitude = (float)spec.Noise.At(step, totalSteps);
    }

    protected override void Make(int part, int id, ReadOnlySpan<float> row, Span<float> view)
    {
        FillNoise(noiseStep, id, amplitude, view);
        Add(row, view);
        if (dropped > 0)
            Drop(id, view);
    }

    private void Drop(int id, Span<float> view)
    {
        Span<uint> words = stackalloc uint[4];
        for (int i = 0; i < view.Length; i++)
        {
            if (i % 4 == 0)
                (words[0], words[1], words[2], words[3]) = dropoutStep.Block((uint)id, 0, (uint)i / 4, 0);
            if (words[i % 4] < dropped)
                view[i] = 0;
        }
    }
}
