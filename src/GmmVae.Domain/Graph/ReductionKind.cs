namespace GmmVae.Domain;

/// <summary>How a reduction combines the elements along its axes.</summary>
public enum ReductionKind
{
    /// <summary>Their sum, in a fixed order.</summary>
    Sum,

    /// <summary>Their maximum; the derivative is shared equally among ties.</summary>
    Maximum,
}
