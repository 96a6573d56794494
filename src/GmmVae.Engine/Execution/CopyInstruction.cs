namespace GmmVae.Engine;

/// <summary>
/// Copies blocks of equal length: block i from <c>source[i · sourceStride]</c> to <c>target[i · targetStride]</c>. A slice, a part of a
/// concatenation, or a whole value.
/// </summary>
internal sealed class CopyInstruction(
    int node, int blocks, int length, Region source, int sourceStride, Region target, int targetStride)
    : Instruction(node, (long)blocks * length)
{
    /// <summary>Copies a whole value.</summary>
    public CopyInstruction(int node, Region source, Region target)
        : this(node, 1, source.Length, source, source.Length, target, source.Length)
    {
    }

    /// <summary>Nothing to check: what is copied was checked where it was computed.</summary>
    protected override ReadOnlySpan<float> Result => [];

    public override void Run(int part, int parts)
    {
        if (blocks == 1)
        {
            var (start, end) = Share.Of(length, 16, part, parts);
            source.Span[start..end].CopyTo(target.Span[start..]);
            return;
        }

        var from = source.Span;
        var to = target.Span;
        var (first, last) = Share.Of(blocks, 1, part, parts);
        for (var block = first; block < last; block++)
            from.Slice(block * sourceStride, length).CopyTo(to.Slice(block * targetStride, length));
    }
}
