using System.CommandLine;
using GmmVae.Cli.Options;

namespace GmmVae.Cli.Commands;

/// <summary><c>gmmvae score</c>.</summary>
internal static class ScoreCommand
{
    internal static Command Build()
    {
        var samples =
            NumberOption.Create<int?>("--samples", "Use the importance-weighted bound with N samples for each row, which is closer to -ln p [default: the negative ELBO]");
        samples.HelpName = "N";
        var reference = new Option<string?>("--reference")
        {
            Description = "Ordinary rows to compare with for the p-values, not used in the training [default: the run's test split]",
            HelpName = "SOURCE",
        };
        return FileCommand.Build(
            "score",
            "Write an anomaly score (negative ELBO, nats) and a p-value for each row; a p-value near 0 is an anomaly",
            "FILE.csv with the header score,pValue",
            (parsed, file, display, token) => ModelFiles.Score(
                new ScoreRequest(file) { Samples = parsed.GetValue(samples), Reference = parsed.GetValue(reference) }, display, token),
            samples,
            reference);
    }
}
