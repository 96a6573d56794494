using System.CommandLine;
using GmmVae.Cli.Options;

namespace GmmVae.Cli.Commands;

/// <summary><c>gmmvae score</c>.</summary>
internal static class ScoreCommand
{
    internal static Command Build()
    {
        var samples =
            NumberOption.Create<int?>("--samples", "Samples of the importance-weighted bound for each row: the more, the closer to -ln p [default: the ELBO]");
        samples.HelpName = "N";
        var reference = new Option<string?>("--reference")
        {
            Description = "Ordinary rows that the p-values compare with, which the model was not trained on [default: the run's test split]",
            HelpName = "SOURCE",
        };
        return FileCommand.Build(
            "score",
            "Write how badly each row fits, in nats, and its p-value among ordinary rows, in order: near 0 it is an anomaly",
            "FILE.csv, whose first line is score,pValue",
            (parsed, file, display, token) => ModelFiles.Score(
                new ScoreRequest(file) { Samples = parsed.GetValue(samples), Reference = parsed.GetValue(reference) }, display, token),
            samples,
            reference);
    }
}
