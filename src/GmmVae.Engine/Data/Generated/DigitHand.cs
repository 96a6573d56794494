using GmmVae.Domain.Numerics;

namespace GmmVae.Engine.Data.Generated;

/// <summary>A writer at one moment: turns a digit's strokes into movements of a pen, all drawn from one key.</summary>
internal sealed class DigitHand
{
    private const int PiecesPerCurve = 5;
    private const double LargestExtent = 21.5;

    private readonly RandomKey points;
    private readonly double width;
    private readonly double height;
    private readonly double slant;
    private readonly (double Sine, double Cosine) turn;
    private readonly double tension;
    private readonly double unsteadiness;
    private readonly (double X, double Y) place;
    private readonly (double Radius, double Pressure, double Phase, double Softness, double Ink) pen;
    private readonly (double X, double Y, double PhaseX, double PhaseY, double Taper) bend;

    public DigitHand(RandomKey key)
    {
        points = key.Fold("points");
        height = Within(14.5, 19.5, key.Uniform(0));
        width = height * Within(0.5, 0.95, key.Uniform(1));
        slant = Math.Clamp(0.18 + 0.26 * key.Normal(0), -0.4, 0.8);
        var angle = 0.11 * Math.Clamp(key.Normal(1), -2.5, 2.5);
        turn = (PortableMath.Sin(angle), PortableMath.Cos(angle));
        tension = Within(0.38, 0.62, key.Uniform(2));
        unsteadiness = Within(1, 5.5, key.Uniform(3));
        place = (0.6 * Math.Clamp(key.Normal(2), -2, 2), 0.6 * Math.Clamp(key.Normal(3), -2, 2));
        var thickness = key.Uniform(4);
        pen = (
            Within(0.85, 2.0, thickness * (0.35 + 0.65 * thickness)), Within(0, 0.28, key.Uniform(5)), key.Uniform(6),
            Within(0.8, 1.5, key.Uniform(7)), Within(0.9, 1, key.Uniform(8)));
        bend = (
            0.05 * key.Normal(4), 0.04 * key.Normal(5), key.Uniform(9), key.Uniform(10), 0.16 * Math.Clamp(key.Normal(6), -2, 2));
    }

    /// <summary>Draws the strokes (see <see cref="DigitShapes"/>) in the middle of the pen's sheet.</summary>
    public void Write(double[][] strokes, DigitPen sheet)
    {
        var lines = new (double X, double Y)[strokes.Length][];
        var (left, right, top, bottom) = (double.MaxValue, double.MinValue, double.MaxValue, double.MinValue);
        for (var stroke = 0; stroke < lines.Length; stroke++)
        {
            lines[stroke] = Curve(Placed(strokes[stroke], points.Fold((ulong)stroke)));
            foreach (var (x, y) in lines[stroke])
                (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
        }

        var scale = Math.Min(1, (LargestExtent - 2 * pen.Radius) / Math.Max(right - left, bottom - top));
        var (shiftX, shiftY) = (place.X - scale * (left + right) / 2, place.Y - scale * (top + bottom) / 2);
        foreach (var line in lines)
            for (var i = 1; i < line.Length; i++)
            {
                var phase = pen.Phase + 1.3 * i / line.Length;
                var pressure = 1 + pen.Pressure * PortableMath.Sin(Math.Tau * (phase - Math.Floor(phase)));
                sheet.Draw(Moved(line[i - 1]), Moved(line[i]), pen.Radius * pressure, pen.Softness);
            }

        sheet.Ink = pen.Ink;

        (double X, double Y) Moved((double X, double Y) point) => (scale * point.X + shiftX, scale * point.Y + shiftY);
    }

    // In pixels round the digit's middle.
    private (double X, double Y)[] Placed(double[] stroke, RandomKey key)
    {
        var placed = new (double X, double Y)[stroke.Length / 2];
        for (var i = 0; i < placed.Length; i++)
        {
            var (x, y) = (stroke[2 * i], stroke[2 * i + 1]);
            var isCorner = i > 0 && x == stroke[2 * i - 2] && y == stroke[2 * i - 1];
            placed[i] = isCorner ? placed[i - 1] : Place(x, y, key, (ulong)i);
        }

        return placed;
    }

    private (double X, double Y) Place(double x, double y, RandomKey key, ulong index)
    {
        var u = (x + unsteadiness * Math.Clamp(key.Normal(2 * index), -2, 2)) / 100 - 0.5;
        var v = (y + unsteadiness * Math.Clamp(key.Normal(2 * index + 1), -2, 2)) / 100 - 0.5;
        u = u * (1 + 2 * bend.Taper * v) + bend.X * PortableMath.Sin(Math.Tau * (0.75 * v + bend.PhaseX));
        v += bend.Y * PortableMath.Sin(Math.Tau * (0.75 * u + bend.PhaseY));
        var (across, down) = (width * u - slant * height * v, height * v);
        return (turn.Cosine * across - turn.Sine * down, turn.Sine * across + turn.Cosine * down);
    }

    // A cardinal spline through the points.
    private (double X, double Y)[] Curve((double X, double Y)[] through)
    {
        var line = new (double X, double Y)[(through.Length - 1) * PiecesPerCurve + 1];
        line[0] = through[0];
        for (var i = 1; i < through.Length; i++)
        {
            var (a, b) = (through[i - 1], through[i]);
            var (before, after) = (through[Math.Max(i - 2, 0)], through[Math.Min(i + 1, through.Length - 1)]);
            for (var piece = 1; piece <= PiecesPerCurve; piece++)
            {
                var t = (double)piece / PiecesPerCurve;
                line[(i - 1) * PiecesPerCurve + piece] = (
                    Spline(a.X, b.X, tension * (b.X - before.X), tension * (after.X - a.X), t),
                    Spline(a.Y, b.Y, tension * (b.Y - before.Y), tension * (after.Y - a.Y), t));
            }
        }

        return line;
    }

    private static double Spline(double start, double end, double leaving, double arriving, double t)
    {
        var (square, cube) = (t * t, t * t * t);
        return (2 * cube - 3 * square + 1) * start + (cube - 2 * square + t) * leaving
            + (3 * square - 2 * cube) * end + (cube - square) * arriving;
    }

    private static double Within(double low, double high, double share) => low + (high - low) * share;
}

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
