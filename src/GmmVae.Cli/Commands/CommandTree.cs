using System.CommandLine;

namespace GmmVae.Cli.Commands;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    internal static RootCommand Build() => new("Learns clusters without labels: autoencoder, VAE and Gaussian-mixture VAE.")
    {
        TrainCommand.Build(),
        EvaluateCommand.Build(),
        PredictCommand.Build(),
        EmbedCommand.Build(),
        ScoreCommand.Build(),
        SampleCommand.Build(),
        StudyCommand.Build(),
        ReproduceCommand.Build(),
        ExportCommand.Build(),
        InspectCommand.Build(),
        DataCommand.Build(),
        ReferenceCommand.Build(),
    };
}
