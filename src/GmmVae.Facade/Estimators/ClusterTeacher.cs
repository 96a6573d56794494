namespace GmmVae;

/// <summary>Whose assignment the views of an observation are drawn to in the main phase of the clustering training.</summary>
public enum ClusterTeacher
{
    /// <summary>That of a moving average of the model.</summary>
    Average,

    /// <summary>That of the model itself.</summary>
    Self,
}
