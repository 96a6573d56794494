namespace GmmVae.Engine;

/// <summary>When a plan computes a node.</summary>
internal enum Phase
{
    /// <summary>Never: no output needs it.</summary>
    Unused,

    /// <summary>In <see cref="Plan.Compute"/>: an output that replaces nothing needs it.</summary>
    Compute,

    /// <summary>In <see cref="Plan.Update"/>: only outputs that replace an input need it.</summary>
    Update,
}
