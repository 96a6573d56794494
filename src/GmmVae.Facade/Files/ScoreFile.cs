using GmmVae.Domain;
using GmmVae.Domain.Clustering;
using GmmVae.Engine.Artifacts;
using GmmVae.Engine.Data;
using GmmVae.Engine.Files;

namespace GmmVae;

/// <summary>Writes scores and p-values of rows.</summary>
internal static class ScoreFile
{
    internal static FileReport Write(ScoreRequest request, IProgress<RowProgress>? progress, CancellationToken cancellation)
    {
        var file = request.File;
        ModelFiles.RequireOutput(file, ".csv");
        RequestRules.RequireOutput(file.Output, request.Reference);
        using var model = FittedModel.Load(file.Model, file.Threads, file.Choice);
        var reference = Reference(request, model, cancellation);
        var sum = 0.0;
        var report = ModelFiles.Write(file, model, (rows, use, token) => model.ReadScores(rows, request.Samples, use, token), 1, progress,
            Start, cancellation);
        return report with { MeanScore = report.Rows == 0 ? null : sum / report.Rows };

        (RowFile.PieceWriter, Action) Start(Stream stream, RowStream rows)
        {
            var csv = new CsvWriter(stream, ["score", "pValue"]);
            return (scores => Add(csv, scores), () => { });
        }

        void Add(CsvWriter csv, ReadOnlySpan<float> scores)
        {
            foreach (var score in scores)
            {
                sum += score;
                csv.Append([score, (float)ConformalPValue.Of(reference, score)]);
            }
        }
    }

    /// <summary>The scores of the reference rows in rising order.</summary>
    private static double[] Reference(ScoreRequest request, FittedModel model, CancellationToken cancellation)
    {
        using var rows = request.Reference is { } source
            ? Sources.Stream(source, request.File.DataFolder, DataOptions.Of(request.File.Table, model.Header), cancellation)
            : RowStream.Of(Sources.OpenOwn(model.Header, request.File.DataFolder, Setting.Reference).Test);
        var scores = model.Score(rows, request.Samples, cancellation);
        if (scores.Length == 0)
            throw new GmmVaeException(FailureKind.Data,
                $"There are no rows to compare with.\n  at {rows.Name}\n  Name others with {Setting.Reference}.");
        Array.Sort(scores);
        return scores;
    }
}

/// <summary>The rows to score, the model, and the file to write.</summary>
/// <param name="File">The model, the rows and the file to write.</param>
public sealed record ScoreRequest(FileRequest File)
{
    /// <summary>Samples of the importance-weighted bound for each row; null for the ELBO.</summary>
    public int? Samples { get; init; }

    /// <summary>Ordinary rows to compare with, which the model was not trained on: a name or a path; by default the test split of the
    /// model's own data.</summary>
    public string? Reference { get; init; }
}
