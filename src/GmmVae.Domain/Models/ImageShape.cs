using System.Globalization;

namespace GmmVae.Domain;

/// <summary>How the features of one row form a picture: row by row from the top, channels last.</summary>
/// <remarks>Equality is by value. The product of the three extents is the number of features of a row.</remarks>
/// <param name="Height">Rows of pixels.</param>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Channels">Values of a pixel: 1 for grey levels.</param>
public readonly record struct ImageShape(int Height, int Width, int Channels = 1)
{
    /// <summary>Height · width · channels.</summary>
    /// <exception cref="OverflowException">The product exceeds the integers.</exception>
    public int Features => checked(Height * Width * Channels);

    /// <summary><c>28x28x1</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Height}x{Width}x{Channels}");
}
