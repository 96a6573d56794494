using System.Globalization;

namespace GmmVae.Cli;

/// <summary>Shows a reproduction on standard error: a line a finished part, and on a terminal a line that follows the steps.</summary>
internal sealed class ReproductionDisplay(TextWriter output) : IProgress<ReproductionProgress>
{
    private readonly LiveLine live = new(output);

    public void Report(ReproductionProgress value)
    {
        var start = string.Create(CultureInfo.InvariantCulture, $"part {value.Part}/{value.Parts}  {value.Name}");
        if (value.Training is not { } training)
        {
            live.Clear();
            output.WriteLine($"{start}  {(value.IsReused ? "reused" : "trained")}");
        }
        else if (live.IsOnTerminal)
        {
            live.Show(string.Create(
                CultureInfo.InvariantCulture,
                $"{start}  step {training.Step}/{training.TotalSteps}  {training.SamplesPerSecond:F0} samples/s  {LiveLine.Duration(training.TimeLeft)} left of this part"));
        }
    }

    /// <summary>Runs what reports here; whatever comes of it, the live line is gone afterwards.</summary>
    internal T Follow<T>(Func<T> run) => live.Follow(run);
}
