using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GmmVae.Engine.Data;
using GmmVae.Engine.Files;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Artifacts.Runs;

/// <summary>The two logs of a run, a line a step and a line an epoch. Files are opened when first needed.</summary>
internal sealed class RunLog(string stepsPath, string metricsPath, FileOperations files) : IDisposable
{
    /// <summary>Room for the longest number that is written, with its separator.</summary>
    private const int NumberLength = 32;

    private FileStream? steps;
    private FileStream? metrics;
    private byte[] line = [];
    private int terms;

    public Either<DataError, Unit> StartSteps(IEnumerable<string> termNames)
    {
        ArgumentNullException.ThrowIfNull(termNames);
        if (steps is not null)
            throw new InvalidOperationException("The terms are named already.");
        string[] columns = ["epoch", "step", "learningRate", .. termNames];
        var header = Encoding.UTF8.GetBytes(string.Join(',', columns) + "\n");
        try
        {
            var file = Open(stepsPath, FileAccess.ReadWrite);
            if (file.Length == 0)
                file.Write(header);
            else if (!StartsWith(file, header))
            {
                file.Dispose();
                return new DataError.Malformed(
                    stepsPath, 0, $"The columns are not {string.Join(", ", columns)}.", "Start a new run: this one logged other terms.");
            }

            file.Seek(0, SeekOrigin.End);
            (steps, terms, line) = (file, columns.Length - 3, new byte[columns.Length * NumberLength]);
            return unit;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return FileErrors.CannotWrite(stepsPath, fault);
        }
    }

    public void AppendStep(int epoch, long step, double learningRate, ReadOnlySpan<double> values)
    {
        if (steps is null)
            throw new InvalidOperationException("The terms are not named yet.");
        ArgumentOutOfRangeException.ThrowIfLessThan(epoch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        if (values.Length != terms)
            throw new ArgumentException("One value for each named term is needed.", nameof(values));
        var length = 0;
        Put(epoch, ref length);
        Put(step, ref length);
        Put(learningRate, ref length);
        foreach (var value in values)
            Put(value, ref length);
        line[length - 1] = (byte)'\n';
        steps.Write(line, 0, length);
    }

    public void AppendMetrics(JsonObject json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var text = RunJson.Line(json);
        if (EpochOf(text) is not >= 1)
            throw new ArgumentException("The line needs the number of its epoch, from 1.", nameof(json));
        if (metrics is null)
        {
            metrics = Open(metricsPath, FileAccess.Write);
            metrics.Seek(0, SeekOrigin.End);
        }

        metrics.Write(text);
    }

    public void Flush()
    {
        steps?.Flush(flushToDisk: true);
        metrics?.Flush(flushToDisk: true);
    }

    public Either<DataError, Unit> Truncate(long finishedSteps, int finishedEpochs, int begunEpochs)
    {
        if (steps is not null || metrics is not null)
            throw new InvalidOperationException("The logs are cut before anything is appended.");
        var (step, epoch) = (0L, 0);
        return LineCut.Cut(stepsPath, IsNextStep, () => Complete(stepsPath, "step", step, finishedSteps), files)
            .Bind(_ => LineCut.Cut(metricsPath, IsNextEpoch, () => Complete(metricsPath, "epoch", epoch, finishedEpochs), files));

        bool IsNextStep(ReadOnlySpan<byte> text, long number)
        {
            if (number == 0)
                return true;
            var isNext = step < finishedSteps && StepOf(text) == step + 1;
            step += isNext ? 1 : 0;
            return isNext;
        }

        bool IsNextEpoch(ReadOnlySpan<byte> text, long number)
        {
            var isNext = epoch < finishedEpochs + begunEpochs && EpochOf(text) == epoch + 1;
            epoch += isNext ? 1 : 0;
            return isNext;
        }
    }

    /// <summary>What a checkpoint covers is in the log, line by line.</summary>
    private static Either<DataError, Unit> Complete(string path, string what, long last, long finished) => last >= finished
        ? unit
        : new DataError.Unusable(
            path, FormattableString.Invariant($"The log has no {what} {last + 1} where it is needed: lines were removed, moved or changed."),
            "Put the run's own file back, or start a new run.");

    public void Dispose()
    {
        Close(steps);
        Close(metrics);
    }

    private static void Close(FileStream? file)
    {
        try
        {
            file?.Dispose();
        }
        catch (IOException)
        {
            // Lines that do not reach the disk any more are of steps that no checkpoint covers, which flushes them first.
        }
    }

    private FileStream Open(string path, FileAccess access) =>
        files.OpenOwn(path, access, FileShare.Read, 1 << 16);

    private static bool StartsWith(FileStream file, byte[] header)
    {
        var start = new byte[header.Length];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.AsSpan().SequenceEqual(header);
    }

    private void Put<T>(T value, ref int length)
        where T : IUtf8SpanFormattable
    {
        // The default format of a double is the shortest that reads back to the same bits.
        if (!value.TryFormat(line.AsSpan(length), out var written, default, CultureInfo.InvariantCulture))
            throw new System.Diagnostics.UnreachableException();
        length += written;
        line[length++] = (byte)',';
    }

    private static long? StepOf(ReadOnlySpan<byte> line)
    {
        var rest = line[(line.IndexOf((byte)',') + 1)..];
        var end = rest.IndexOf((byte)',');
        return end >= 0 && long.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : null;
    }

    private static int? EpochOf(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            using var json = JsonDocument.ParseValue(ref reader);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("epoch", out var epoch)
                && epoch.ValueKind == JsonValueKind.Number
                && epoch.TryGetInt32(out var number) ? number : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Cuts a text file before its first line that is unfinished or not wanted.</summary>
internal static class LineCut
{
    /// <summary>No line of a run is as long: what is longer is none.</summary>
    private const int LongestLine = 1 << 22;

    /// <summary>Whether to keep a line, given without its end and with its number from 0.</summary>
    public delegate bool Keep(ReadOnlySpan<byte> line, long number);

    /// <summary>Cuts the file at <paramref name="path"/>, unless something is wrong with what is kept; one that is not there stays
    /// so.</summary>
    public static Either<DataError, Unit> Cut(string path, Keep keep, Func<Either<DataError, Unit>> check, FileOperations files)
    {
        try
        {
            if (FileEntry.At(path) is null)
                return check();
            using var file = files.OpenOwn(path, FileAccess.ReadWrite, FileShare.Read, 1);
            var length = KeptLength(file, keep);
            var found = check();
            if (found.IsLeft)
                return found;
            file.SetLength(length);
            file.Flush(flushToDisk: true);
            return unit;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return FileErrors.CannotWrite(path, fault);
        }
    }

    private static long KeptLength(FileStream file, Keep keep)
    {
        var buffer = new byte[1 << 16];
        var (filled, kept, number) = (0, 0L, 0L);
        while (true)
        {
            var read = file.Read(buffer, filled, buffer.Length - filled);
            if (read == 0)
                return kept;
            filled += read;
            var start = 0;
            for (int length; (length = buffer.AsSpan(start, filled - start).IndexOf((byte)'\n')) >= 0; start += length + 1)
            {
                if (!keep(buffer.AsSpan(start, length), number++))
                    return kept;
                kept += length + 1;
            }

            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
            if (filled >= LongestLine)
                return kept;
            if (filled == buffer.Length)
                System.Array.Resize(ref buffer, 2 * buffer.Length);
        }
    }
}
