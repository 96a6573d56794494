namespace GmmVae.Bench;

/// <summary>A connection between ranks in the latency-bandwidth model: a message of b bytes, sent and received at once, takes Latency + b ·
/// SecondsPerByte.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Latency">Seconds that any message takes, α.</param>
/// <param name="SecondsPerByte">Seconds for each byte, β.</param>
internal sealed record Link(string Name, double Latency, double SecondsPerByte)
{
    private const double BitsPerByte = 8;

    /// <summary>A connection by its latency in microseconds and its bandwidth in Gb/s.</summary>
    public static Link Of(string name, double microseconds, double gigabits) =>
        new(name, 1e-6 * microseconds, BitsPerByte / (1e9 * gigabits));

    /// <summary>The bandwidth in Gb/s.</summary>
    public double Gigabits => BitsPerByte / (1e9 * SecondsPerByte);

    public double Seconds(double bytes) => Latency + (bytes * SecondsPerByte);

    /// <summary>The link whose relative errors over measured messages have the least sum of squares; no latency and no time for a byte is
    /// negative.</summary>
    public static Link Fit(string name, IReadOnlyCollection<(double Bytes, double Seconds)> measured)
    {
        // The least squares of (α + b β) / t - 1: two normal equations.
        var ones = measured.Sum(m => 1 / (m.Seconds * m.Seconds));
        var mixed = measured.Sum(m => m.Bytes / (m.Seconds * m.Seconds));
        var squares = measured.Sum(m => m.Bytes * m.Bytes / (m.Seconds * m.Seconds));
        var (first, second) = (measured.Sum(m => 1 / m.Seconds), measured.Sum(m => m.Bytes / m.Seconds));
        var determinant = (ones * squares) - (mixed * mixed);
        var (latency, perByte) = (((first * squares) - (second * mixed)) / determinant, ((second * ones) - (first * mixed)) / determinant);
        return latency < 0 ? new Link(name, 0, second / squares) : perByte < 0 ? new Link(name, first / ones, 0)
            : new Link(name, latency, perByte);
    }
}
