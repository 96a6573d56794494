using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine;

/// <summary>Cuts a text file before its first line that is unfinished or not wanted.</summary>
internal static class LineCut
{
    /// <summary>Whether to keep a line, given without its end and with its number from 0.</summary>
    public delegate bool Keep(ReadOnlySpan<byte> line, long number);

    /// <summary>Cuts the file at <paramref name="path"/>; one that is not there stays so.</summary>
    public static Either<DataError, Unit> Cut(string path, Keep keep, FileOperations files)
    {
        try
        {
            if (!File.Exists(path))
                return unit;
            using var file = files.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, 1);
            file.SetLength(KeptLength(file, keep));
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
            if (filled == buffer.Length)
                System.Array.Resize(ref buffer, 2 * buffer.Length);
        }
    }
}
