namespace GmmVae.Engine;

/// <summary>How a register tile goes through its factors, in floats.</summary>
/// <param name="LeftLane">From row to row of the left one.</param>
/// <param name="LeftInner">From one inner index of the left one to the next.</param>
/// <param name="RightInner">The same of the right one.</param>
/// <param name="Fetch">From one line that a tile fetches on the way to the next.</param>
internal readonly record struct GemmStrides(nint LeftLane, nint LeftInner, nint RightInner, nint Fetch = 0);
