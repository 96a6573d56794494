namespace GmmVae.Bench;

/// <summary>Writes labelled tables as CSV.</summary>
internal static class BenchTables
{
    private const int SmallSide = 8;
    private const int Block = 3;

    /// <summary>Pixels on each side that are empty nearly everywhere: as features they would be outliers and nothing else.</summary>
    private const int Margin = (DigitData.Side - (SmallSide * Block)) / 2;

    /// <summary>Pictures without their margin averaged over blocks of 3x3 pixels, to the nearest whole grey level; training rows
    /// first.</summary>
    public static void WriteSmallDigits(string path, DataSplits digits)
    {
        Write(path, Names(SmallSide * SmallSide), csv =>
        {
            var pixels = new float[DigitData.Side * DigitData.Side];
            foreach (var split in new[] { digits.Train.With(new Preprocessing.None()), digits.Test.With(new Preprocessing.None()) })
                for (var row = 0; row < split.Rows; row++)
                {
                    split.CopyRange(row, 1, pixels);
                    csv.Append(split.Labels!.Value.Span[row], Shrunk(pixels));
                }
        });
    }

    /// <summary>The first rows of a data set, but for values that are missing by their number in row order.</summary>
    public static void WriteFirst(string path, Dataset data, int rows, Predicate<ulong>? isMissing = null) =>
        Write(path, Names(data.Features), csv =>
    {
        var (raw, values) = (data.With(new Preprocessing.None()), new float[data.Features]);
        for (var row = 0; row < rows; row++)
        {
            raw.CopyRange(row, 1, values);
            for (var i = 0; i < values.Length; i++)
                if (isMissing?.Invoke(((ulong)row * (ulong)values.Length) + (ulong)i) == true)
                    values[i] = float.NaN;
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

    private static float[] Shrunk(float[] pixels)
    {
        var shrunk = new float[SmallSide * SmallSide];
        for (var y = 0; y < SmallSide * Block; y++)
            for (var x = 0; x < SmallSide * Block; x++)
                shrunk[(y / Block * SmallSide) + (x / Block)] += pixels[((y + Margin) * DigitData.Side) + x + Margin];
        return Array.ConvertAll(shrunk, sum => MathF.Floor((sum / (Block * Block)) + 0.5f));
    }

    private static string[] Names(int features) =>
        ["label", .. Enumerable.Range(0, features).Select(i => FormattableString.Invariant($"x{i}"))];

    private static void Write(string path, string[] names, Action<CsvWriter> rows) =>
        AtomicFile.Write(path, stream => rows(new CsvWriter(stream, names))).Match(_ => { }, error =>
            throw new ArgumentException(error.Message));
}
