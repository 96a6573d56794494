namespace GmmVae.Tests.Properties;

/// <summary>Rows to train tiny estimators on in a moment: three clouds in four dimensions, shifted and stretched.</summary>
internal static class SmallData
{
    public const int Features = 4;
    public const int Clouds = 3;

    /// <summary>The rows and the cloud that each belongs to.</summary>
    public static (float[] Values, int[] Clouds) Draw(int rows, int seed = 1)
    {
        var values = new float[rows * Features];
        var clouds = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            clouds[row] = row % Clouds;
            for (var f = 0; f < Features; f++)
                values[(row * Features) + f] =
                    (float)(100 + (f * 10) + (8 * ((clouds[row] + f) % Clouds)) + Draws.Between(seed, (row * Features) + f, -1, 1));
        }

        return (values, clouds);
    }

    public static Matrix Rows(int rows, int seed = 1) => new(Draw(rows, seed).Values, Features);

    /// <summary>The given rows of a matrix, in the given order.</summary>
    public static Matrix Take(Matrix matrix, params IEnumerable<int> rows) =>
        new(rows.SelectMany(matrix.Row).ToArray(), matrix.Columns);
}
