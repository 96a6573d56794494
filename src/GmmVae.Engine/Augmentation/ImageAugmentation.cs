using GmmVae.Domain.Graphs;
using GmmVae.Domain.Numerics;
using GmmVae.Domain.Training;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Kernels;

namespace GmmVae.Engine.Augmentation;

/// <summary>The rows themselves.</summary>
internal sealed class NoAugmentation(int features, WorkerPool workers) : RowWork(features, workers)
{
    internal override void Prepare(long step, long totalSteps)
    {
    }

    protected override void Make(int part, int id, ReadOnlySpan<float> row, Span<float> augmented) => row.CopyTo(augmented);
}

/// <summary>Augmentation of signals: see <see cref="AugmentationSpec.Signal"/>.</summary>
internal sealed class SignalAugmentation(AugmentationSpec.Signal spec, int features, RandomKey key, WorkerPool workers)
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

    protected override void Make(int part, int id, ReadOnlySpan<float> row, Span<float> augmented)
    {
        int shift = shiftStep.Integer((ulong)id, (2 * spec.Shift) + 1) - spec.Shift;
        int cut = ((shift % Features) + Features) % Features;
        FillNoise(noiseStep, id, amplitude, augmented);
        Add(row[..^cut], augmented[cut..]);
        Add(row[^cut..], augmented[..cut]);
        if (spec.Renormalize)
            Renormalize(augmented);
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

/// <summary>Augmentation of rows of features: see <see cref="AugmentationSpec.Vector"/>.</summary>
internal sealed class VectorAugmentation(AugmentationSpec.Vector spec, int features, RandomKey key, WorkerPool workers)
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

    protected override void Make(int part, int id, ReadOnlySpan<float> row, Span<float> augmented)
    {
        FillNoise(noiseStep, id, amplitude, augmented);
        Add(row, augmented);
        if (dropped > 0)
            Drop(id, augmented);
    }

    private void Drop(int id, Span<float> augmented)
    {
        Span<uint> words = stackalloc uint[4];
        for (int i = 0; i < augmented.Length; i++)
        {
            if (i % 4 == 0)
                (words[0], words[1], words[2], words[3]) = dropoutStep.Block((uint)id, 0, (uint)i / 4, 0);
            if (words[i % 4] < dropped)
                augmented[i] = 0;
        }
    }
}

/// <summary>Augmentation of pictures: see <see cref="AugmentationSpec.Image"/>.</summary>
internal sealed class ImageAugmentation : RowWork
{
    private readonly AugmentationSpec.Image spec;
    private readonly RandomKey mapKey;
    private readonly RandomKey elasticKey;
    private readonly ImageShape shape;
    private readonly ImageWarp[] warps;
    private readonly float[][] displacements;
    private RandomKey mapStep;
    private RandomKey elasticStep;
    private float amplitude;

    internal ImageAugmentation(AugmentationSpec.Image spec, ImageShape shape, RandomKey key, WorkerPool workers)
        : base(shape.Features, workers)
    {
        (this.spec, this.shape, mapKey, elasticKey) = (spec, shape, key.Fold("map"), key.Fold("elastic"));
        warps = new ImageWarp[workers.Threads];
        displacements = new float[workers.Threads][];
        for (int part = 0; part < warps.Length; part++)
        {
            warps[part] = new ImageWarp(shape, spec.ElasticGrid);
            displacements[part] = new float[warps[part].Displacements];
        }
    }

    internal override void Prepare(long step, long totalSteps)
    {
        (mapStep, elasticStep) = (mapKey.Fold((ulong)step), elasticKey.Fold((ulong)step));
        amplitude = (float)spec.ElasticPixels.At(step, totalSteps);
    }

    /// <summary>A picture turned by an angle (counter-clockwise as one sees it), magnified, sheared and moved: the map from its pixels back
    /// to the original's.</summary>
    internal static WarpMap Map(ImageShape shape, double degrees, double magnification, double shear, double right, double down)
    {
        double angle = degrees * (Math.PI / 180);
        (double cosine, double sine) = (PortableMath.Cos(angle) / magnification, PortableMath.Sin(angle) / magnification);
        return new WarpMap(
            (float)cosine,
            (float)((cosine * shear) - sine),
            (float)(((shape.Width - 1) / 2.0) - right),
            (float)sine,
            (float)((sine * shear) + cosine),
            (float)(((shape.Height - 1) / 2.0) - down));
    }

    protected override void Make(int part, int id, ReadOnlySpan<float> row, Span<float> augmented)
    {
        RandomKey key = mapStep.Fold((ulong)id);
        WarpMap map = Map(
            shape,
            spec.RotationDegrees * Signed(key, 0),
            1 + (spec.Scale * Signed(key, 1)),
            spec.Shear * Signed(key, 2),
            spec.ShiftPixels * Signed(key, 3),
            spec.ShiftPixels * Signed(key, 4));
        if (amplitude > 0)
            NormalNoise.Fill(elasticStep, (ulong)id, 1, displacements[part].Length, displacements[part], 0, 1);
        warps[part].Warp(row, map, displacements[part], amplitude, augmented);
    }

    private static double Signed(RandomKey key, ulong index) => (2 * key.Uniform(index)) - 1;
}
