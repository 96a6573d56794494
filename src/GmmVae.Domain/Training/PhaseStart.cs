namespace GmmVae.Domain;

/// <summary>What a restart of a training phase starts from.</summary>
public enum PhaseStart
{
    /// <summary>What the phase before kept; fresh parameters in the first phase.</summary>
    Kept,

    /// <summary>
    /// Fresh parameters if the candidates' groups turned out to be of about equal size: as many outputs as clusters of equal
    /// shares find those more exactly. Otherwise what came before, the restart before this one included.
    /// </summary>
    FreshIfEven,
}
