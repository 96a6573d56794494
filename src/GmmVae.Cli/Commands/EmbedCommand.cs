using System.CommandLine;

namespace GmmVae.Cli.Commands;

/// <summary><c>gmmvae embed</c>.</summary>
internal static class EmbedCommand
{
    internal static Command Build() => FileCommand.Build(
        "embed",
        "Write the mean code of each row, in order",
        "FILE.npy, [rows, latent], or FILE.csv, whose first line is x0,x1,...",
        ModelFiles.Embed);
}
