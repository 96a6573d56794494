namespace GmmVae.Domain;

/// <summary>Which parameters a training phase changes.</summary>
public enum LearningScope
{
    /// <summary>All of the model's.</summary>
    All,

    /// <summary>Those of the encoder's trunk and of the cluster head; the other networks stay at their start and are not computed.</summary>
    TrunkAndClusterHead,
}
