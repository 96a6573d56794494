using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>Where the elements of each node are, in the plan's arena, in memory that neighbours share, or in the parameter store.</summary>
internal sealed class Storage(
    BoundGraph graph, BufferLayout layout, Replacements replacements, SharedPlaces places, ParameterStore store, Arena arena, Arena? shared)
{
    /// <summary>The elements of a node, through views.</summary>
    public Region Of(int node)
    {
        var view = graph.View(node);
        return OfRoot(view.Root).Slice(view.Offset, graph.Size(node));
    }

    /// <summary>Room between the passes of a unit.</summary>
    public Region OfTemporary(int unit, int start, int length) => new(arena, layout.Temporary(unit) + start, length);

    /// <summary>Room that was appended to the layout (<see cref="BufferLayout.Append"/>).</summary>
    public Region OfAppended(int offset, int length) => new(arena, offset, length);

    private Region OfRoot(int root) => graph.OpOf(root) is Op.Input { Role: InputRole.Parameter or InputRole.State } input
        ? store.RegionOf(input.Name)
        : replacements.InputOf(root) is { } replaced
            ? store.RegionOf(replaced)
        : places.Find(root) is { } offset
            ? new Region(shared!, offset, graph.Size(root))
            : new Region(arena, layout.Offset(root), graph.Size(root));
}
