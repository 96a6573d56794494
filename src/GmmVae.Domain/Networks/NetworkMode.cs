namespace GmmVae.Domain;

/// <summary>Which statistics batch normalisation uses.</summary>
public enum NetworkMode
{
    /// <summary>The batch's own, which also move the running ones.</summary>
    Training,

    /// <summary>The running ones.</summary>
    Inference,
}
