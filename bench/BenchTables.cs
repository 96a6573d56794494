using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae.Bench;

/// <summary>Writes labelled tables as CSV.</summary>
internal static class BenchTables
{
    /// <summary>Pictures of 28x28 averaged over areas of 3.5x3.5 pixels, to the nearest whole grey level; training rows first.</summary>
    public static void WriteSmallDigits(string path, DataSplits digits)
    {
        const int Side = 8;
        Write(path, Names(Side * Side), csv =>
        {
            var pixels = new float[DigitData.Side * DigitData.Side];
            foreach (var split in new[] { digits.Train.With(new Preprocessing.None()), digits.Test.With(new Preprocessing.None()) })
                for (var row = 0; row < split.Rows; row++)
                {
                    split.CopyRange(row, 1, pixels);
                    csv.Append(split.Labels!.Value.Span[row], Shrunk(pixels, Side));
                }
        });
    }

    /// <summary>The first rows of a data set.</summary>
    public static void WriteFirst(string path, Dataset data, int rows) => Write(path, Names(data.Features), csv =>
    {
        var (raw, values) = (data.With(new Preprocessing.None()), new float[data.Features]);
        for (var row = 0; row < rows; row++)
        {
            raw.CopyRange(row, 1, values);
            csv.Append(raw.Labels!.Value.Span[row], values);
        }
    });

    /// <summary>
    /// 500 rows of five groups of about equal size in 20 columns: 12 Gaussian ones whose means differ between the groups (with a
    /// standard deviation of 0.8 of the deviation inside a group), at scales from 1e-3 to 1e4; one skewed and one of counts that
    /// differ too; six of noise alone, at as different scales.
    /// </summary>
    public static void WriteMixed(string path, RandomKey key)
    {
        const int Rows = 500, Groups = 5, Informative = 12, Columns = 20, Skewed = 12, Counts = 13, Throws = 20;
        const double Apart = 0.8;
        double[] scales = [1e-3, 1e-2, 1e-1, 1, 1e1, 1e2, 1e3, 1e4];
        Write(path, Names(Columns), csv =>
        {
            var values = new float[Columns];
            for (var row = 0; row < Rows; row++)
            {
                var (drawn, group) = (key.Fold("row").Fold((ulong)row), key.Fold("group").Integer((ulong)row, Groups));
                for (var column = 0; column < Columns; column++)
                    values[column] = (float)Value(column, group, drawn);
                csv.Append(group, values);
            }
        });

        double Value(int column, int group, RandomKey drawn)
        {
            var (mean, noise) = (Apart * key.Fold("mean").Fold((ulong)column).Normal((ulong)group), drawn.Normal((ulong)column));
            return column switch
            {
                < Informative => scales[column % scales.Length] * (mean + noise),
                Skewed => PortableMath.Exp(mean + noise),
                Counts => Enumerable.Range(0, Throws).Count(i => drawn.Fold("throws").Uniform((ulong)i) < 0.15 + (0.15 * group)),
                _ => scales[column % scales.Length] * noise,
            };
        }
    }

    private static float[] Shrunk(float[] pixels, int side)
    {
        var shrunk = new float[side * side];
        var step = (double)DigitData.Side / side;
        for (var i = 0; i < shrunk.Length; i++)
        {
            var sum = 0.0;
            for (var y = 0; y < DigitData.Side; y++)
                for (var x = 0; x < DigitData.Side; x++)
                    sum += Overlap(y, i / side * step, step) * Overlap(x, i % side * step, step) * pixels[(y * DigitData.Side) + x];
            shrunk[i] = (float)Math.Floor((sum / (step * step)) + 0.5);
        }

        return shrunk;
    }

    /// <summary>How much of a pixel lies in an interval.</summary>
    private static double Overlap(int pixel, double start, double length) =>
        Math.Max(0, Math.Min(pixel + 1, start + length) - Math.Max(pixel, start));

    private static string[] Names(int features) =>
        ["label", .. Enumerable.Range(0, features).Select(i => FormattableString.Invariant($"x{i}"))];

    private static void Write(string path, string[] names, Action<CsvWriter> rows) =>
        AtomicFile.Write(path, stream => rows(new CsvWriter(stream, names))).IfLeft(error => throw new ArgumentException(error.Message));
}
