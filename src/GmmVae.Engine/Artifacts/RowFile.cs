using System.Diagnostics;
using GmmVae.Engine.Data;
using GmmVae.Engine.Files;
using GmmVae.Engine.Inference;
using LanguageExt;

namespace GmmVae.Engine.Artifacts;

/// <summary>Writes what a model says about rows to a file, a piece at a time; the file appears under its name when it is whole.</summary>
internal static class RowFile
{
    private const double SecondsBetweenReports = 0.25;

    /// <summary>Hands over what a model says about rows, in order; returns their number.</summary>
    internal delegate long Reader(RowStream rows, InferencePiece use, CancellationToken cancellation);

    /// <summary>Writes a piece of results.</summary>
    internal delegate void PieceWriter(ReadOnlySpan<float> values);

    /// <summary>Writes the file; returns the number of rows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="read">What is said about them.</param>
    /// <param name="width">Numbers for each row.</param>
    /// <param name="report">Told a few times a second how many rows are done, after how many seconds.</param>
    /// <param name="start">Begins the file; gives what adds a piece to it and what ends it.</param>
    /// <param name="cancellation">Stops between pieces; nothing is written then.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal static Either<DataError, long> Write(
        string path, RowStream rows, Reader read, int width, Action<long, double> report,
        Func<Stream, (PieceWriter Add, Action Finish)> start, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var (done, lastReport) = (0L, double.NegativeInfinity);
        return AtomicFile.Write(path, stream =>
        {
            var (add, finish) = start(stream);
            Read(add);
            finish();
        }).Map(_ => done);

        void Read(PieceWriter add)
        {
            try
            {
                read(rows, (first, piece) => Take(first, piece, add), cancellation);
            }
            catch (OperationCanceledException)
            {
                throw new OperationCanceledException(
                    FormattableString.Invariant($"Cancelled after {done} rows; nothing is written.\n  at {path}"), cancellation);
            }
        }

        void Take(long first, ReadOnlySpan<float> piece, PieceWriter add)
        {
            add(piece);
            done = first + (piece.Length / width);
            if (clock.Elapsed.TotalSeconds - lastReport < SecondsBetweenReports)
                return;
            lastReport = clock.Elapsed.TotalSeconds;
            report(done, lastReport);
        }
    }
}
