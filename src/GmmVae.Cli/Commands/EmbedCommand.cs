using System.CommandLine;

namespace GmmVae.Cli.Commands;

/// <summary><c>gmmvae embed</c>.</summary>
internal static class EmbedCommand
{
    internal static Command Build() => FileCommand.Build(
        "embed",
        "Write the mean latent code of each row",
        "FILE.npy, [rows, latent], or FILE.csv with the header x0,x1,...",
        ModelFiles.Embed);
}
