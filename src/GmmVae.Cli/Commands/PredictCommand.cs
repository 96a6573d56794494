using System.CommandLine;

namespace GmmVae.Cli.Commands;

/// <summary><c>gmmvae predict</c>.</summary>
internal static class PredictCommand
{
    internal static Command Build() => FileCommand.Build(
        "predict",
        "Write the cluster and the cluster probabilities of each row (gmm-vae)",
        "FILE.csv with the header cluster,p0,p1,...",
        ModelFiles.Predict);
}
