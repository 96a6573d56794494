using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>Views of signals: see <see cref="AugmentationSpec.Signal"/>.</summary>
internal sealed class SignalViews(AugmentationSpec.Signal spec, int features, RandomKey key, WorkerPool workers)
    : RowWork(features, workers)
{
    private readonly RandomKey shiftKey = key.Fold("shift");
    private readonly RandomKey noiseKey = key.Fold("noise");
    private RandomKey shiftStep;
    private RandomKey noiseStep;
    private float amplitude;

    internal override void Prepare(long step, long totalSteps)
    {
        (shiftStep, noiseStep) = (shiftKey.Fold((ulong)step), noiseKey.Fold((ulong)step));
        amplitude = (float)spec.Noise.At(step, totalSteps);
    }

    protected override void Make(int part, int id, ReadOnlySpan<float> row, Span<float> view)
    {
        int shift = shiftStep.Integer((ulong)id, (2 * spec.Shift) + 1) - spec.Shift;
        int cut = ((shift % Features) + Features) % Features;
        FillNoise(noiseStep, id, amplitude, view);
        Add(row[..^cut], view[cut..]);
        Add(row[^cut..], view[..cut]);
        if (spec.Renormalize)
            Renormalize(view);
    }

    /// <summary>By the values that are there; the others stay missing.</summary>
    private static void Renormalize(Span<float> signal)
    {
        double sum = 0;
        int present = 0;
        foreach (float value in signal)
        {
            if (float.IsNaN(value))
                continue;
            sum += value;
            present++;
        }

        double mean = sum / Math.Max(present, 1);
        double squares = 0;
        foreach (float value in signal)
            squares += float.IsNaN(value) ? 0 : (value - mean) * (value - mean);
        double factor = squares > 0 ? 1 / Math.Sqrt(squares / present) : 0;
        for (int i = 0; i < signal.Length; i++)
            signal[i] = (float)((signal[i] - mean) * factor);
    }
}
