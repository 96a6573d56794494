using System.Globalization;
using LanguageExt;

namespace GmmVae.Engine;

/// <summary>Reads the dictionary of an NPY header, which is written as a Python literal.</summary>
/// <param name="text">The dictionary.</param>
/// <param name="path">The file, for messages.</param>
/// <param name="offset">The byte at which the text begins.</param>
internal ref struct NpyText(ReadOnlySpan<char> text, string path, int offset)
{
    private readonly ReadOnlySpan<char> text = text;
    private int at;

    /// <summary>Type, order and shape.</summary>
    public Either<DataError, (NpyType Type, bool IsFortran, long[] Shape)> Read()
    {
        (NpyType? type, bool? isFortran, List<long>? shape) = (null, null, null);
        if (!Take('{')) return Broken("{");
        while (!Take('}'))
        {
            if (Quoted() is not { } key) return Broken("a key in quotes");
            if (!Take(':')) return Broken(":");
            var valueAt = at;
            switch (key)
            {
                case "descr":
                    var descriptor = Quoted();
                    type = descriptor is null ? null : NpyType.Parse(descriptor);
                    if (type is null) return Refused(descriptor, valueAt);
                    break;
                case "fortran_order":
                    isFortran = TakeWord("True") ? true : TakeWord("False") ? false : null;
                    if (isFortran is null) return Broken("True or False");
                    break;
                case "shape":
                    if ((shape = Extents()) is null) return Broken("a shape such as (100, 28, 28) of numbers that are not negative");
                    break;
                default:
                    return Broken("one of the keys descr, fortran_order and shape");
            }

            if (!Take(',') && Peek() != '}') return Broken("a comma or }");
        }

        if (!text[at..].Trim().IsEmpty) return Broken("the end of the header");
        return (type, isFortran, shape) is ({ } t, { } f, { } s) ? (t, f, s.ToArray()) : Broken("all of descr, fortran_order and shape");
    }

    private readonly DataError.Malformed Broken(string wanted) => new(
        path, offset + at, $"The header is damaged: {wanted} is needed here.", "Write the array again, with numpy.save say.");

    private readonly DataError.Malformed Refused(string? descriptor, int valueAt)
    {
        var what = descriptor is null
            ? "The array has named fields."
            : descriptor.Contains('O', StringComparison.Ordinal)
                ? $"The array holds Python objects ('{ShownText.Of(descriptor)}'), which are programs and are not loaded."
                : $"The array holds elements of type '{ShownText.Of(descriptor)}'.";
        return new(path, offset + valueAt, what, $"Save it with elements of type {NpyType.Known}.");
    }

    private char Peek()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        return at < text.Length ? text[at] : '\0';
    }

    private bool Take(char wanted)
    {
        if (Peek() != wanted) return false;
        at++;
        return true;
    }

    private bool TakeWord(string word)
    {
        Peek();
        if (!text[at..].StartsWith(word, StringComparison.Ordinal)) return false;
        at += word.Length;
        return true;
    }

    private string? Quoted()
    {
        var quote = Peek();
        if (quote is not ('\'' or '"')) return null;
        var length = text[(at + 1)..].IndexOf(quote);
        if (length < 0) return null;
        var inside = text.Slice(at + 1, length).ToString();
        at += length + 2;
        return inside;
    }

    private List<long>? Extents()
    {
        if (!Take('(')) return null;
        var extents = new List<long>();
        while (!Take(')'))
        {
            Peek();
            var digits = text[at..].IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !long.TryParse(text.Slice(at, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var extent)) return null;
            at += digits;
            extents.Add(extent);

            // Python 2 wrote long numbers with this letter.
            Take('L');
            if (!Take(',') && Peek() != ')') return null;
        }

        return extents;
    }
}
