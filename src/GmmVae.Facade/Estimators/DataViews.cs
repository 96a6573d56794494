namespace GmmVae;

/// <summary>How the clustering training changes observations into other views, which should keep their cluster.</summary>
public enum DataViews
{
    /// <summary>What suits the data.</summary>
    Automatic,

    /// <summary>Turned, shifted and warped: for pictures alone.</summary>
    Image,

    /// <summary>Moved in a circle, with noise: for features that follow one another in time.</summary>
    Signal,

    /// <summary>With noise, some features set to 0: for any other features.</summary>
    Vector,

    /// <summary>Observations are not changed.</summary>
    None,
}
