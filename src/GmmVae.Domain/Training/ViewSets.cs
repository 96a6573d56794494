namespace GmmVae.Domain;

/// <summary>The views of the clustering training by kind of data: what may change without changing the cluster.</summary>
public static class ViewSets
{
    /// <summary>Pictures turned, scaled, sheared, shifted and warped.</summary>
    /// <remarks>Strong first, milder after: a finer and stronger warp finds the clusters, the milder one sharpens them.</remarks>
    /// <param name="options">What else the training is.</param>
    /// <param name="side">The pictures' shorter side.</param>
    public static ClusteringOptions Images(ClusteringOptions options, int side) => options with
    {
        StartView = new ViewOptions.Image(Affine: 1, Elastic: 2, Grid: 7) { Side = side },
        StrongView = new ViewOptions.Image(Affine: 1, Elastic: 1.5, Grid: 5) { ElasticAtFirst = 2, Side = side },
        WeakView = new ViewOptions.Image(Affine: 0.5, Elastic: 0.75, Grid: 5) { Side = side },
    };

    /// <summary>Signals moved in a circle, with noise.</summary>
    public static ClusteringOptions Signals(ClusteringOptions options) => options with
    {
        StartView = new ViewOptions.Signal(Shift: 8, Noise: 0.2),
        StrongView = new ViewOptions.Signal(Shift: 8, Noise: 0.2),
        WeakView = new ViewOptions.Signal(Shift: 4, Noise: 0.1),
    };

    /// <summary>Features with noise, some of them set to 0.</summary>
    public static ClusteringOptions Vectors(ClusteringOptions options) => options with
    {
        StartView = new ViewOptions.Vector(Noise: 0.2, Dropout: 0.1),
        StrongView = new ViewOptions.Vector(Noise: 0.2, Dropout: 0.1),
        WeakView = new ViewOptions.Vector(Noise: 0.1, Dropout: 0),
    };
}
