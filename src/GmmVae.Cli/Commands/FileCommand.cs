using System.CommandLine;
using GmmVae.Cli.Options;
using GmmVae.Cli.Output;

namespace GmmVae.Cli.Commands;

/// <summary>A command that applies a model to all rows of data and writes a file.</summary>
internal static class FileCommand
{
    internal static Command Build(
        string name, string description, string formats, Func<FileRequest, IProgress<RowProgress>, CancellationToken, FileReport> apply) =>
        Build(name, description, formats, (_, request, display, token) => apply(request, display, token));

    /// <param name="name">The command's.</param>
    /// <param name="description">What it does.</param>
    /// <param name="formats">What it writes.</param>
    /// <param name="apply">Does it, with the values of options.</param>
    /// <param name="more">Options of this command alone.</param>
    internal static Command Build(
        string name,
        string description,
        string formats,
        Func<ParseResult, FileRequest, IProgress<RowProgress>, CancellationToken, FileReport> apply,
        params Option[] more)
    {
        var run = CommonOptions.Run();
        var data = CommonOptions.Source("The rows: {0}", required: true);
        var output = new Option<string>("--out") { Description = $"The file to write: {formats}; replaced if it is there", HelpName = "FILE", Required = true };
        var threads = CommonOptions.Threads();
        var json = CommonOptions.Json();
        var command = new Command(name, description) { run, data, output, threads, json };
        foreach (var option in more)
            command.Add(option);
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            var display = new RowProgressDisplay(Console.Error);
            var request = new FileRequest
            {
                Model = parsed.GetValue(run)!,
                Data = parsed.GetValue(data)!,
                Output = parsed.GetValue(output)!,
                Threads = parsed.GetValue(threads),
            };
            var report = display.Follow(() => apply(parsed, request, display, interruption.Token));
            JsonText.Print(report.ToJson(), parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary><c>gmmvae predict</c>.</summary>
internal static class PredictCommand
{
    internal static Command Build() => FileCommand.Build(
        "predict",
        "Write the cluster and all cluster probabilities of each row, in order, with a gmm-vae",
        "FILE.csv, whose first line is cluster,p0,p1,...",
        ModelFiles.Predict);
}

/// <summary><c>gmmvae embed</c>.</summary>
internal static class EmbedCommand
{
    internal static Command Build() => FileCommand.Build(
        "embed",
        "Write the mean code of each row, in order",
        "FILE.npy, [rows, latent], or FILE.csv, whose first line is x0,x1,...",
        ModelFiles.Embed);
}

/// <summary><c>gmmvae score</c>.</summary>
internal static class ScoreCommand
{
    internal static Command Build()
    {
        var samples = NumberOption.Create<int?>("--samples", "Samples of the importance-weighted bound for each row: the more, the closer to -ln p [default: the ELBO]");
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
