using System.Globalization;

namespace GmmVae.Domain;

/// <summary>One convolution with a square kernel, in the form <c>16x5/2+1</c>: channels x kernel / stride + padding.</summary>
/// <remarks>Equality is by value.</remarks>
/// <param name="Channels">The channels of its result.</param>
/// <param name="Kernel">Height and width of its kernel in pixels.</param>
/// <param name="Stride">Pixels from one place of the kernel to the next.</param>
/// <param name="Padding">Rows and columns of zeros on each side of the image.</param>
public readonly record struct ConvolutionLayer(int Channels, int Kernel, int Stride = 1, int Padding = 0)
{
    /// <summary>The layer that a text such as <c>16x5</c>, <c>16x5/2</c>, <c>16x5+2</c> or <c>16x5/2+1</c> describes, if it describes one.</summary>
    public static ConvolutionLayer? Parse(string text)
    {
        var (front, padding) = Cut(text, '+', "0");
        (front, var stride) = Cut(front, '/', "1");
        var (channels, kernel) = Cut(front, 'x', "");
        return Number(channels) is { } c && Number(kernel) is { } k && Number(stride) is { } s && Number(padding) is { } p
            ? new ConvolutionLayer(c, k, s, p)
            : null;
    }

    /// <summary>The text that <see cref="Parse"/> reads; a stride of 1 and a padding of 0 are left out.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Channels}x{Kernel}{(Stride == 1 ? "" : Invariant($"/{Stride}"))}{(Padding == 0 ? "" : Invariant($"+{Padding}"))}");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static (string Before, string After) Cut(string text, char mark, string missing) =>
        text.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, missing);

    private static int? Number(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
