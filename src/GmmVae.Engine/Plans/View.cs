namespace GmmVae.Engine;

/// <summary>Where the elements of a node are: in the storage of <paramref name="Root"/>, in order, from an element on.</summary>
/// <param name="Root">A node with storage of its own; the node itself, if it is no view.</param>
/// <param name="Offset">The first element.</param>
internal readonly record struct View(int Root, int Offset);
