namespace GmmVae.Engine;

/// <summary>Where a step of a <see cref="FusedInstruction"/> finds or leaves numbers: a region, or a slot of scratch.</summary>
/// <param name="Region">The whole value, if it lives outside the tile.</param>
/// <param name="Slot">Else the slot.</param>
internal readonly record struct TileValue(Region? Region, int Slot);
