using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>Views of pictures: see <see cref="AugmentationSpec.Image"/>.</summary>
internal sealed class ImageViews : RowWork
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

    internal ImageViews(AugmentationSpec.Image spec, ImageShape shape, RandomKey key, WorkerPool workers)
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

    /// <summary>A picture turned by an angle (counter-clockwise as one sees it), magnified, sheared and moved: the map from its pixels back to the
    /// original's.</summary>
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

    protected override void Make(int part, int id, ReadOnlySpan<float> row, Span<float> view)
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
        warps[part].Warp(row, map, displacements[part], amplitude, view);
    }

    private static double Signed(RandomKey key, ulong index) => (2 * key.Uniform(index)) - 1;
}
