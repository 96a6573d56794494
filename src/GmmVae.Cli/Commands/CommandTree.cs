using System.CommandLine;
using GmmVae.Cli.Output;

namespace GmmVae.Cli.Commands;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    internal static RootCommand Build()
    {
        var root = Commands();
        HelpText.Use(root);
        return root;
    }

    private static RootCommand Commands() => new("Cluster data without labels: autoencoder, VAE and Gaussian-mixture VAE")
    {
        TrainCommand.Build(),
        EvaluateCommand.Build(),
        PredictCommand.Build(),
        EmbedCommand.Build(),
        ScoreCommand.Build(),
        SampleCommand.Build(),
        StudyCommand.Build(),
        ReproduceCommand.Build(),
        ExplainCommand.Build(),
        ExportCommand.Build(),
        VerifyCommand.Build(),
        InspectCommand.Build(),
        DataCommand.Build(),
        ReferenceCommand.Build(),
    };
}
