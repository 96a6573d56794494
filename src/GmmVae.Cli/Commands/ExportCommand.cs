using System.CommandLine;
using GmmVae.Cli.Options;
using GmmVae.Cli.Output;

namespace GmmVae.Cli.Commands;

/// <summary><c>gmmvae export</c>.</summary>
internal static class ExportCommand
{
    private static readonly (string Name, ExportFormat Kind)[] Formats =
    [
        ("safetensors", ExportFormat.Safetensors), ("onnx", ExportFormat.Onnx), ("projector", ExportFormat.Projector),
        ("tensorboard", ExportFormat.TensorBoard), ("web", ExportFormat.Web),
    ];

    internal static Command Build()
    {
        var run = CommonOptions.Run();
        var format = Choice.Among(
            "--format",
                Formats, "safetensors: FILE.safetensors for PyTorch; onnx: encoder, decoder and sampler; projector: latent codes for the embedding projector; tensorboard: the loss terms of the training; web: a page that draws samples");
        (format.Required, format.HelpName) = (true, "FORMAT");
        var output = new Option<string>("--out") { Description = "The file (safetensors) or folder (other formats) to write",
            HelpName = "PATH", Required = true };
        var force =
            new Option<bool>("--force") { Description = "Write to an existing path: files of the same names are replaced, others stay" };
        var histograms =
            new Option<bool>("--histograms") { Description = "With tensorboard: also histograms of the parameters and of each latent dimension" };
        var data = CommonOptions.Source("The rows whose latent codes the projector or --histograms show: {0} [default: the run's own test split]",
            required: false);
        var threads = CommonOptions.Threads();
        var table = new TableOptionSet();
        var json = CommonOptions.Json();
        var command = new Command("export", "Export a trained model for other tools") { run, format, output, force, histograms, data,
            threads, json };
        table.AddTo(command);
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            var request = new ExportRequest
            {
                Model = parsed.GetValue(run)!,
                Format = Choice.KindOf(Formats, parsed.GetValue(format)!),
                Output = parsed.GetValue(output)!,
                Force = parsed.GetValue(force),
                Histograms = parsed.GetValue(histograms),
                Data = parsed.GetValue(data),
                Table = table.Of(parsed),
                DataFolder = CommonOptions.DataFolder,
                Threads = parsed.GetValue(threads),
            };
            JsonText.Print(ModelFiles.Export(request, interruption.Token).ToJson(), parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }
}
