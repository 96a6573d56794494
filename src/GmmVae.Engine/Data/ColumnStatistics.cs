using System.Text.Json.Nodes;

namespace GmmVae.Engine.Data;

/// <summary>What the values of a column come to, in one pass. Deviations are those of the whole column (divided by the count).</summary>
internal sealed class ColumnStatistics
{
    private const int MostDistinct = 100_000;

    private readonly HashSet<double> distinct = [];
    private double square;

    /// <summary>Values that are there.</summary>
    public long Count { get; private set; }

    /// <summary>Values that are missing.</summary>
    public long Missing { get; private set; }

    /// <summary>Their mean.</summary>
    public double Mean { get; private set; }

    /// <summary>The root of the mean squared deviation.</summary>
    public double Deviation => Math.Sqrt(square / Math.Max(Count, 1));

    /// <summary>The least.</summary>
    public double Minimum { get; private set; } = double.PositiveInfinity;

    /// <summary>The greatest.</summary>
    public double Maximum { get; private set; } = double.NegativeInfinity;

    /// <summary>Whether all are whole numbers.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Whether each is greater by 1 than the one before it, from 0 or 1 on, and none is missing.</summary>
    public bool IsRowNumber { get; private set; } = true;

    /// <summary>How many different values there are; null where they are too many to count.</summary>
    public long? Distinct => distinct.Count <= MostDistinct ? distinct.Count : null;

    /// <summary>Counts a value; NaN for one that is missing.</summary>
    public void Add(double value)
    {
        if (double.IsNaN(value))
        {
            Missing++;
            IsRowNumber = false;
            return;
        }

        IsRowNumber &= Count == 0 ? value is 0 or 1 : value == Minimum + Count;
        var before = value - Mean;
        Mean += before / ++Count;
        square += before * (value - Mean);
        (Minimum, Maximum) = (Math.Min(Minimum, value), Math.Max(Maximum, value));
        IsWhole &= Math.Floor(value) == value;
        if (distinct.Count <= MostDistinct) distinct.Add(value);
    }

    /// <summary>Writes them into an object.</summary>
    public JsonObject WriteTo(JsonObject json)
    {
        json["missing"] = Missing;
        if (Count > 0)
        {
            json["mean"] = Mean;
            json["standardDeviation"] = Deviation;
            json["minimum"] = Minimum;
            json["maximum"] = Maximum;
        }

        json["distinct"] = Distinct is { } different ? different : FormattableString.Invariant($"over {MostDistinct}");
        return json;
    }
}
