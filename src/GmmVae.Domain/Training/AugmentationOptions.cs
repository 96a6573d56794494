using System.Diagnostics;
using GmmVae.Domain.Models;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Training;

/// <summary>
/// How an observation is augmented, as presets write it, not yet checked. The amplitudes are prior knowledge: what may change
/// without changing the cluster.
/// </summary>
public abstract record AugmentationOptions
{
    private protected AugmentationOptions()
    {
    }

    /// <summary>No augmentation.</summary>
    public sealed record None : AugmentationOptions;

    /// <summary>A picture turned by ±10°, scaled by ±10 %, sheared by ±0.2 and shifted by ±2 of 28 pixels, all times
    /// <paramref name="Affine"/>, and warped.</summary>
    /// <param name="Affine">The share of those amplitudes.</param>
    /// <param name="Elastic">The standard deviation of a grid point's displacement, in pixels of a picture of 28.</param>
    /// <param name="Grid">Points of the grid in each direction.</param>
    public sealed record Image(double Affine, double Elastic, int Grid) : AugmentationOptions
    {
        /// <summary>The <see cref="Elastic"/> that the phase's first epoch begins with, if it is another one.</summary>
        public Option<double> ElasticAtFirst { get; init; }

        /// <summary>The pictures' shorter side.</summary>
        public int Side { get; init; } = 28;
    }

    /// <summary>A signal moved in a circle by up to ±<paramref name="Shift"/> samples, with noise, brought to mean 0 and variance
    /// 1.</summary>
    public sealed record Signal(int Shift, double Noise) : AugmentationOptions;

    /// <summary>Features with noise, some of them set to 0.</summary>
    public sealed record Vector(double Noise, double Dropout) : AugmentationOptions;

    /// <summary>The checked augmentation.</summary>
    /// <param name="stepsPerEpoch">Of the training.</param>
    public Validation<SpecError, AugmentationSpec> Check(int stepsPerEpoch) => this switch
    {
        None => Success<SpecError, AugmentationSpec>(new AugmentationSpec.None()),
        Image image => Check(image, image.Side / 28.0, stepsPerEpoch),
        Signal signal => AugmentationSpec.ForSignals(signal.Shift, new Schedule.Constant(signal.Noise), renormalize: true),
        Vector vector => AugmentationSpec.ForVectors(new Schedule.Constant(vector.Noise), vector.Dropout),
        _ => throw new UnreachableException(),
    };

    private static Validation<SpecError, AugmentationSpec> Check(Image image, double pixel, int stepsPerEpoch) =>
        AugmentationSpec.ForImages(
        10 * image.Affine,
        0.1 * image.Affine,
        0.2 * image.Affine,
        2 * image.Affine * pixel,
        image.ElasticAtFirst.Match<Schedule>(
            first => new Schedule.Linear(first * pixel, image.Elastic * pixel, stepsPerEpoch),
            () => new Schedule.Constant(image.Elastic * pixel)),
        image.Grid);
}

/// <summary>The augmentations of the clustering training by kind of data: what may change without changing the cluster.</summary>
internal static class AugmentationPresets
{
    /// <summary>Candidates for each cluster, of pictures and of vectors: what makes clusters of unequal size possible.</summary>
    private const int UsualCandidates = 10;

    /// <summary>Pictures turned, scaled, sheared, shifted and warped.</summary>
    /// <remarks>Strong first, milder after: a finer and stronger warp finds the clusters, the milder one sharpens them.</remarks>
    /// <param name="options">What else the training is.</param>
    /// <param name="side">The pictures' shorter side.</param>
    public static ClusteringOptions Images(ClusteringOptions options, int side) => options with
    {
        CandidatesPerCluster = UsualCandidates,
        StartAugmentation = new AugmentationOptions.Image(Affine: 1, Elastic: 2, Grid: 7) { Side = side },
        StrongAugmentation = new AugmentationOptions.Image(Affine: 1, Elastic: 1.5, Grid: 5) { ElasticAtFirst = 2, Side = side },
        WeakAugmentation = new AugmentationOptions.Image(Affine: 0.5, Elastic: 0.75, Grid: 5) { Side = side },
    };

    /// <summary>Signals moved in a circle, with noise.</summary>
    public static ClusteringOptions Signals(ClusteringOptions options) => options with
    {
        CandidatesPerCluster = 1,
        StartAugmentation = new AugmentationOptions.Signal(Shift: 8, Noise: 0.2),
        StrongAugmentation = new AugmentationOptions.Signal(Shift: 8, Noise: 0.2),
        WeakAugmentation = new AugmentationOptions.Signal(Shift: 4, Noise: 0.1),
    };

    /// <summary>Features with noise, some of them set to 0.</summary>
    public static ClusteringOptions Vectors(ClusteringOptions options) => options with
    {
        CandidatesPerCluster = UsualCandidates,
        StartAugmentation = new AugmentationOptions.Vector(Noise: 0.2, Dropout: 0.1),
        StrongAugmentation = new AugmentationOptions.Vector(Noise: 0.2, Dropout: 0.1),
        WeakAugmentation = new AugmentationOptions.Vector(Noise: 0.1, Dropout: 0),
    };
}
