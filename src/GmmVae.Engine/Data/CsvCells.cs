namespace GmmVae.Engine;

/// <summary>Walks over the cells of one record.</summary>
internal ref struct CsvCells(ReadOnlySpan<byte> record)
{
    private ReadOnlySpan<byte> rest = record;
    private bool isAtEnd;

    /// <summary>The cell, without quotes round it.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Whether something follows the cell's closing quote, which is an error.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Goes to the next cell, if there is one.</summary>
    public bool MoveNext()
    {
        if (isAtEnd) return false;
        var length = rest.StartsWith("\""u8) ? Quoted() : rest.IndexOf((byte)',');
        if (!rest.StartsWith("\""u8)) Current = length < 0 ? rest : rest[..length];
        isAtEnd = length < 0 || length == rest.Length;
        rest = isAtEnd ? default : rest[(length + 1)..];
        return true;
    }

    // Sets the cell and gives the place after it.
    private int Quoted()
    {
        var (at, doubled) = (1, 0);
        while (true)
        {
            var quote = rest[at..].IndexOf((byte)'"');
            if (quote < 0) throw new System.Diagnostics.UnreachableException("Records have their quotes closed.");
            at += quote + 1;
            if (at == rest.Length || rest[at] != '"') break;
            at++;
            doubled++;
        }

        Current = doubled == 0 ? rest[1..(at - 1)] : Single(rest[1..(at - 1)], doubled);
        if (at == rest.Length || rest[at] == ',') return at;
        IsBroken = true;
        var comma = rest[at..].IndexOf((byte)',');
        return comma < 0 ? rest.Length : at + comma;
    }

    private static byte[] Single(ReadOnlySpan<byte> text, int doubled)
    {
        var single = new byte[text.Length - doubled];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            single[length++] = text[i];
            if (text[i] == '"') i++;
        }

        return single;
    }
}
