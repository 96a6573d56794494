using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>Writes scores and p-values of rows.</summary>
internal static class ScoreFile
{
    internal static FileReport Write(ScoreRequest request, IProgress<RowProgress>? progress, CancellationToken cancellation)
    {
        var file = request.File;
        ModelFiles.RequireFormat(file.Output, ".csv");
        using var model = FittedModel.Load(file.Model, file.Threads);
        var reference = Reference(request, model, cancellation);
        var sum = 0.0;
        var report = ModelFiles.Write(file, model, (rows, use, token) => model.ReadScores(rows, request.Samples, use, token), 1, progress, Begin, cancellation);
        return report with { MeanScore = report.Rows == 0 ? null : sum / report.Rows };

        (ModelFiles.PieceWriter, Action) Begin(Stream stream)
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
            ? Sources.Stream(source, request.File.DataFolder, cancellation)
            : RowStream.Of(Sources.OpenOwn(model.Header, request.File.DataFolder, "--reference", cancellation).Test);
        var scores = model.Score(rows, request.Samples, cancellation);
        if (scores.Length == 0)
            throw new GmmVaeException(FailureKind.Data, $"There are no rows to compare with.\n  at {rows.Name}\n  Name others with --reference.");
        Array.Sort(scores);
        return scores;
    }
}
