namespace GmmVae.Engine;

/// <summary>Hands out stretches of an arena that is as long as it turns out to be needed; the same requests, the same answers.</summary>
internal sealed class FreeList
{
    /// <summary>Free stretches in ascending order, never touching each other.</summary>
    private readonly List<(int Offset, int Length)> free = [];

    /// <summary>The length of the arena so far.</summary>
    public int Length { get; private set; }

    /// <summary>The smallest free stretch that is long enough, the first of equals; else new floats at the end.</summary>
    public int Take(int length)
    {
        length = ParameterStore.RoundUp(length);
        var best = -1;
        for (var i = 0; i < free.Count; i++)
            if (free[i].Length >= length && (best < 0 || free[i].Length < free[best].Length))
                best = i;
        if (best < 0)
            return Extend(length);
        var (offset, available) = free[best];
        if (available == length)
            free.RemoveAt(best);
        else
            free[best] = (offset + length, available - length);
        return offset;
    }

    /// <summary>New floats at the end, which nobody had before.</summary>
    public int TakeAtEnd(int length)
    {
        var offset = Length;
        Length = checked(Length + ParameterStore.RoundUp(length));
        return offset;
    }

    /// <summary>Gives a stretch back.</summary>
    public void Return(int offset, int length)
    {
        length = ParameterStore.RoundUp(length);
        if (length == 0)
            return;
        var at = free.FindIndex(stretch => stretch.Offset > offset);
        at = at < 0 ? free.Count : at;
        free.Insert(at, (offset, length));
        Join(at);
        Join(at - 1);
    }

    private int Extend(int length)
    {
        var offset = Length;
        if (free.Count > 0 && free[^1].Offset + free[^1].Length == Length)
        {
            offset = free[^1].Offset;
            free.RemoveAt(free.Count - 1);
        }

        Length = checked(offset + length);
        return offset;
    }

    private void Join(int at)
    {
        if (at < 0 || at + 1 >= free.Count || free[at].Offset + free[at].Length != free[at + 1].Offset)
            return;
        free[at] = (free[at].Offset, free[at].Length + free[at + 1].Length);
        free.RemoveAt(at + 1);
    }
}
