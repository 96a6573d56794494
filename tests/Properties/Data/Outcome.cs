using LanguageExt;

namespace GmmVae.Tests.Properties;

/// <summary>Takes readers' results apart.</summary>
internal static class Outcome
{
    internal static T Value<T>(this Either<DataError, T> result) =>
        result.Match(Right: value => value, Left: error => throw new Xunit.Sdk.XunitException(error.Message));

    internal static DataError Error<T>(this Either<DataError, T> result) =>
        result.Match(Right: value => throw new Xunit.Sdk.XunitException($"Accepted: {value}"), Left: error => error);

    /// <summary>All raw values of a stream, read with room for so many rows at a time.</summary>
    internal static Either<DataError, float[]> All(this RowStream rows, int room)
    {
        var (all, piece) = (new List<float>(), new float[room * rows.Features]);
        while (true)
        {
            var result = rows.Read(piece);
            if (result.IsLeft) return result.Map(_ => System.Array.Empty<float>());
            var read = result.Value();
            all.AddRange(piece.AsSpan(0, read * rows.Features));
            if (read < room)
            {
                Assert.Equal(0, rows.Read(piece).Value());
                return all.ToArray();
            }
        }
    }

    /// <summary>All raw values of a data set.</summary>
    internal static float[] Raw(this Dataset data)
    {
        var values = new float[data.Rows * data.Features];
        data.With(new Preprocessing.None()).CopyRange(0, data.Rows, values);
        return values;
    }

    /// <summary>All values of a data set as a model sees them.</summary>
    internal static float[] Preprocessed(this Dataset data)
    {
        var values = new float[data.Rows * data.Features];
        data.CopyRange(0, data.Rows, values);
        return values;
    }
}
