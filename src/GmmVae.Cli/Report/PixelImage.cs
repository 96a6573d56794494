using GmmVae.Engine;

namespace GmmVae.Cli;

/// <summary>An image in memory: rows from the top, <c>[height, width, channels]</c>, one byte a channel.</summary>
internal sealed class PixelImage(int width, int height, int channels, byte[] pixels)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>1 for grey, 3 for red, green, blue.</summary>
    public int Channels { get; } = channels;

    public ReadOnlySpan<byte> Pixels => pixels;

    /// <summary>Writes the image as PNG and leaves the stream open.</summary>
    public void WritePng(Stream stream) => PngWriter.Write(stream, Width, Height, pixels, Channels);
}
