namespace GmmVae.Engine;

/// <summary>Something to do with each tile of a <see cref="FusedInstruction"/>.</summary>
internal interface ITileWork
{
    /// <summary>Computes the elements of one tile.</summary>
    void Run(Tile tile);
}
