using System.CommandLine;

namespace GmmVae.Cli.Commands;

/// <summary><c>gmmvae predict</c>.</summary>
internal static class PredictCommand
{
    internal static Command Build() => FileCommand.Build(
        "predict",
        "Write the cluster and all cluster probabilities of each row, in order, with a gmm-vae",
        "FILE.csv, whose first line is cluster,p0,p1,...",
        ModelFiles.Predict);
}
