using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>What a judge says about observations. Arrays are row-major, one row an observation.</summary>
/// <param name="Rows">The number of observations.</param>
/// <param name="Classes">The number of classes.</param>
/// <param name="Width">The width of the features.</param>
/// <param name="Probabilities">Class probabilities, [rows, classes].</param>
/// <param name="Features">Features, [rows, width].</param>
public sealed record JudgeVerdict(
    int Rows, int Classes, int Width, ReadOnlyMemory<float> Probabilities, ReadOnlyMemory<float> Features)
{
    /// <summary>The most probable class of each row; at a tie the first.</summary>
    public int[] MostProbable() => ClusterAssignment.MostProbable(Probabilities.Span, Rows, Classes);

    /// <summary>How sure the judge is: the mean over rows of the greatest probability.</summary>
    public double Confidence
    {
        get
        {
            var sum = 0.0;
            for (var row = 0; row < Rows; row++)
            {
                var greatest = 0f;
                foreach (var p in Probabilities.Span.Slice(row * Classes, Classes)) greatest = Math.Max(greatest, p);
                sum += greatest;
            }

            return sum / Rows;
        }
    }

    /// <summary>
    /// How evenly the classes are covered: the entropy of the shares of the most probable classes over the greatest
    /// possible, 1 for equal shares, 0 for a single class.
    /// </summary>
    public double Evenness
    {
        get
        {
            var counts = new int[Classes];
            foreach (var chosen in MostProbable()) counts[chosen]++;
            var entropy = 0.0;
            foreach (var count in counts)
                if (count > 0)
                    entropy -= (double)count / Rows * PortableMath.Log((double)count / Rows);
            return entropy / PortableMath.Log(Classes);
        }
    }

    /// <summary>The share of rows whose most probable class is their label.</summary>
    public double Accuracy(ReadOnlySpan<int> labels)
    {
        var (chosen, right) = (MostProbable(), 0);
        for (var row = 0; row < Rows; row++) right += chosen[row] == labels[row] ? 1 : 0;
        return (double)right / Rows;
    }

    /// <summary>The Fréchet distance between the features of these and other observations of the same judge.</summary>
    public double DistanceTo(JudgeVerdict other) =>
        FrechetDistance.Between(Features.Span, Rows, other.Features.Span, other.Rows, Width);
}
