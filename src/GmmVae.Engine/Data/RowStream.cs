using GmmVae.Domain;
using LanguageExt;

namespace GmmVae.Engine;

/// <summary>
/// The rows of a data source from first to last, a piece at a time, so that sources may be larger than memory. Not
/// thread-safe.
/// </summary>
public abstract class RowStream : IDisposable
{
    /// <summary>The raw rows of data in memory, in order.</summary>
    public static RowStream Of(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new DatasetRows(data.Name, data);
    }

    /// <summary>What to call the source in messages.</summary>
    public abstract string Name { get; }

    /// <summary>The number of values in a row.</summary>
    public abstract int Features { get; }

    /// <summary>How a row forms a picture, where it does.</summary>
    public abstract ImageShape? Image { get; }

    /// <summary>Whether raw values are bytes.</summary>
    public abstract bool HoldsBytes { get; }

    /// <summary>The number of rows, where it is known before the end.</summary>
    public abstract long? Rows { get; }

    /// <summary>
    /// Reads the next rows, raw (before any preprocessing; a missing value is NaN), as [rows, features] into
    /// <paramref name="rows"/>.
    /// </summary>
    /// <param name="rows">Room for whole rows, at least one.</param>
    /// <returns>How many rows were read, fewer than there is room for only at the end and 0 after it; or what is wrong.</returns>
    public abstract Either<DataError, int> Read(Span<float> rows);

    /// <summary>Closes the source.</summary>
    public abstract void Dispose();
}
