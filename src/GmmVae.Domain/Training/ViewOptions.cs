using System.Diagnostics;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain;

/// <summary>How another view of an observation is made, as presets write it, not yet checked. Its amplitudes are prior knowledge: what may change without changing the cluster.</summary>
public abstract record ViewOptions
{
    private protected ViewOptions()
    {
    }

    /// <summary>No other view.</summary>
    public sealed record None : ViewOptions;

    /// <summary>A picture turned by ±10°, scaled by ±10 %, sheared by ±0.2 and shifted by ±2 of 28 pixels, all times <paramref name="Affine"/>, and warped.</summary>
    /// <param name="Affine">The share of those amplitudes.</param>
    /// <param name="Elastic">The standard deviation of a grid point's displacement, in pixels of a picture of 28.</param>
    /// <param name="Grid">Points of the grid in each direction.</param>
    public sealed record Image(double Affine, double Elastic, int Grid) : ViewOptions
    {
        /// <summary>The <see cref="Elastic"/> that the phase's first epoch begins with, if it is another one.</summary>
        public Option<double> ElasticAtFirst { get; init; }

        /// <summary>The pictures' shorter side.</summary>
        public int Side { get; init; } = 28;
    }

    /// <summary>A signal moved in a circle by up to ±<paramref name="Shift"/> samples, with noise, brought to mean 0 and variance 1.</summary>
    public sealed record Signal(int Shift, double Noise) : ViewOptions;

    /// <summary>Features with noise, some of them set to 0.</summary>
    public sealed record Vector(double Noise, double Dropout) : ViewOptions;

    /// <summary>The checked view.</summary>
    /// <param name="stepsPerEpoch">Of the training.</param>
    public Validation<SpecError, AugmentationSpec> Check(int stepsPerEpoch) => this switch
    {
        None => Success<SpecError, AugmentationSpec>(new AugmentationSpec.None()),
        Image image => Check(image, image.Side / 28.0, stepsPerEpoch),
        Signal signal => AugmentationSpec.ForSignals(signal.Shift, new Schedule.Constant(signal.Noise), renormalize: true),
        Vector vector => AugmentationSpec.ForVectors(new Schedule.Constant(vector.Noise), vector.Dropout),
        _ => throw new UnreachableException(),
    };

    private static Validation<SpecError, AugmentationSpec> Check(Image image, double pixel, int stepsPerEpoch) => AugmentationSpec.ForImages(
        10 * image.Affine,
        0.1 * image.Affine,
        0.2 * image.Affine,
        2 * image.Affine * pixel,
        image.ElasticAtFirst.Match<Schedule>(
            first => new Schedule.Linear(first * pixel, image.Elastic * pixel, stepsPerEpoch),
            () => new Schedule.Constant(image.Elastic * pixel)),
        image.Grid);
}
