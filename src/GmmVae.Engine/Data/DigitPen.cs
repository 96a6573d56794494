namespace GmmVae.Engine;

/// <summary>A pen over a square sheet: draws lines of some thickness with soft edges.</summary>
internal sealed class DigitPen(int side)
{
    // Black in every pixel; lines are united, not added up.
    private readonly double[] cover = new double[side * side];

    /// <summary>How dark the pen is where it covers a pixel, in [0, 1].</summary>
    public double Ink { get; set; } = 1;

    /// <summary>Draws a line between two points, given in pixels from the middle of the sheet.</summary>
    /// <param name="from">Where the line starts.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="radius">Half the thickness, in pixels.</param>
    /// <param name="softness">Over how many pixels the edge fades.</param>
    public void Draw((double X, double Y) from, (double X, double Y) to, double radius, double softness)
    {
        var middle = (side - 1) / 2.0;
        var (x0, y0, x1, y1) = (from.X + middle, from.Y + middle, to.X + middle, to.Y + middle);
        var (dx, dy) = (x1 - x0, y1 - y0);
        var square = dx * dx + dy * dy;
        var reach = radius + softness / 2;
        var (left, right) = Range(x0, x1, reach);
        var (top, bottom) = Range(y0, y1, reach);
        for (var y = top; y <= bottom; y++)
            for (var x = left; x <= right; x++)
            {
                var along = square > 0 ? Math.Clamp(((x - x0) * dx + (y - y0) * dy) / square, 0, 1) : 0;
                var (across, down) = (x - (x0 + along * dx), y - (y0 + along * dy));
                var covered = Math.Clamp((reach - Math.Sqrt(across * across + down * down)) / softness, 0, 1);
                ref var pixel = ref cover[y * side + x];
                pixel = Math.Max(pixel, covered);
            }
    }

    /// <summary>Writes the sheet as grey levels, 0 empty and 255 ink, and takes a fresh one.</summary>
    public void TakePicture(Span<byte> pixels)
    {
        for (var i = 0; i < cover.Length; i++) pixels[i] = (byte)(255 * Ink * cover[i] + 0.5);
        System.Array.Clear(cover);
    }

    private (int First, int Last) Range(double a, double b, double reach) => (
        (int)Math.Max(0, Math.Ceiling(Math.Min(a, b) - reach)), (int)Math.Min(side - 1, Math.Floor(Math.Max(a, b) + reach)));
}
