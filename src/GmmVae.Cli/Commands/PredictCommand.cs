using System.CommandLine;
using GmmVae.Cli.Options;
using GmmVae.Domain;

namespace GmmVae.Cli.Commands;

/// <summary><c>gmmvae predict</c>.</summary>
internal static class PredictCommand
{
    internal static Command Build()
    {
        var keep = new Option<bool>(OptionNames.Of(Setting.KeepColumns))
        {
            Description = "Write the columns of the table first, as they are",
        };
        return FileCommand.Build(
            "predict",
            "Write the cluster and the cluster probabilities of each row (gmm-vae)",
            "FILE.csv with the header cluster,p0,p1,...",
            (parsed, file, display, token) => ModelFiles.Predict(file with { KeepColumns = parsed.GetValue(keep) }, display, token),
            keep);
    }
}
