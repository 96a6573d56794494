using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using LanguageExt;

namespace GmmVae.Domain.Training;

/// <summary>
/// How an observation is augmented into another view that should fall into the same cluster. What a view is made of is drawn
/// for each row and step alone, so it does not depend on the batch that the row is in.
/// </summary>
/// <remarks>Equality is by value. Views of <see cref="Image"/> keep to the range of the data and 0; the others do not.</remarks>
public abstract record AugmentationSpec
{
    private const double MostShift = 65536;

    private protected AugmentationSpec()
    {
    }

    /// <summary>The observation itself.</summary>
    public sealed record None : AugmentationSpec;

    /// <summary>
    /// A picture turned, scaled, sheared and shifted about its middle, and warped: displacements drawn at the points of a
    /// grid whose outer points are the corner pixels' middles, bilinear between them. Each pixel is read by bilinear
    /// interpolation, 0 outside; all channels alike.
    /// </summary>
    public sealed record Image : AugmentationSpec
    {
        internal Image(double rotationDegrees, double scale, double shear, double shiftPixels, Schedule elasticPixels, int elasticGrid) =>
            (RotationDegrees, Scale, Shear, ShiftPixels, ElasticPixels, ElasticGrid) =
            (rotationDegrees, scale, shear, shiftPixels, elasticPixels, elasticGrid);

        /// <summary>The angle is uniform in ± this many degrees.</summary>
        public double RotationDegrees { get; }

        /// <summary>The magnification is uniform in 1 ± this.</summary>
        public double Scale { get; }

        /// <summary>The horizontal way for each pixel of height is uniform in ± this.</summary>
        public double Shear { get; }

        /// <summary>The way in each direction is uniform in ± this many pixels.</summary>
        public double ShiftPixels { get; }

        /// <summary>The standard deviation of a grid point's displacement in each direction, in pixels.</summary>
        public Schedule ElasticPixels { get; }

        /// <summary>Points of the grid in each direction.</summary>
        public int ElasticGrid { get; }
    }

    /// <summary>A signal moved in a circle, with Gaussian noise added.</summary>
    public sealed record Signal : AugmentationSpec
    {
        internal Signal(int shift, Schedule noise, bool renormalize) => (Shift, Noise, Renormalize) = (shift, noise, renormalize);

        /// <summary>The way is uniform among the whole numbers of samples in ± this.</summary>
        public int Shift { get; }

        /// <summary>The standard deviation of the noise.</summary>
        public Schedule Noise { get; }

        /// <summary>Whether each signal is then brought to mean 0 and variance 1 (a constant one to 0).</summary>
        public bool Renormalize { get; }
    }

    /// <summary>A row of features with Gaussian noise added, and then some of them set to 0.</summary>
    /// <remarks>0 is a feature's mean where the data are standardised. A value of another row would keep the feature's
    /// distribution, but would make a row's view depend on which rows share its batch.</remarks>
    public sealed record Vector : AugmentationSpec
    {
        internal Vector(Schedule noise, double dropout) => (Noise, Dropout) = (noise, dropout);

        /// <summary>The standard deviation of the noise.</summary>
        public Schedule Noise { get; }

        /// <summary>The probability of each feature to be set to 0.</summary>
        public double Dropout { get; }
    }

    /// <summary>A checked augmentation of pictures.</summary>
    public static Validation<SpecError, AugmentationSpec> ForImages(
        double rotationDegrees, double scale, double shear, double shiftPixels, Schedule elasticPixels, int elasticGrid)
    {
        ArgumentNullException.ThrowIfNull(elasticPixels);
        return SpecRules.Validate<AugmentationSpec>(
            () => new Image(rotationDegrees, scale, shear, shiftPixels, elasticPixels, elasticGrid),
            SpecRules.Between(Setting.ViewRotation, rotationDegrees, 0, 180),
            SpecRules.Fraction(Setting.ViewScale, scale),
            SpecRules.Between(Setting.ViewShear, shear, 0, 10),
            SpecRules.Between(Setting.ViewShift, shiftPixels, 0, MostShift),
            elasticPixels.Error(Setting.ViewElasticity),
            SpecRules.Within(Setting.ViewGrid, elasticGrid, 2, 64));
    }

    /// <summary>A checked augmentation of signals.</summary>
    public static Validation<SpecError, AugmentationSpec> ForSignals(int shift, Schedule noise, bool renormalize)
    {
        ArgumentNullException.ThrowIfNull(noise);
        return SpecRules.Validate<AugmentationSpec>(
            () => new Signal(shift, noise, renormalize),
            SpecRules.Within(Setting.ViewShift, shift, 0, (long)MostShift),
            noise.Error(Setting.ViewNoise));
    }

    /// <summary>A checked augmentation of rows of features.</summary>
    public static Validation<SpecError, AugmentationSpec> ForVectors(Schedule noise, double dropout)
    {
        ArgumentNullException.ThrowIfNull(noise);
        return SpecRules.Validate<AugmentationSpec>(
            () => new Vector(noise, dropout),
            noise.Error(Setting.ViewNoise),
            SpecRules.Fraction(Setting.ViewDropout, dropout));
    }

    /// <summary>Why data of this width and shape cannot be augmented so, if they cannot.</summary>
    /// <param name="features">The width of a row.</param>
    /// <param name="shape">How its features form a picture, where they do.</param>
    public Option<SpecError> IncompatibilityWith(int features, ImageShape? shape) => this is not Image
        ? Option<SpecError>.None
        : shape switch
        {
            null => new SpecError(Setting.Views, $"views of pictures need pictures, and the data have no image shape"),
            { } picture when picture.Features != features => new SpecError(
                Setting.Views, $"pictures of {picture} have {picture.Features} features, the data {features}"),
            _ => Option<SpecError>.None,
        };
}
