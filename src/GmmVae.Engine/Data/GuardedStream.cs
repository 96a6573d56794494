namespace GmmVae.Engine.Data;

/// <summary>
/// The contents of a packed file. Whatever the library that unpacks them throws, of an archive that lies about itself say, is an
/// <see cref="InvalidDataException"/> here: the file is damaged.
/// </summary>
internal sealed class GuardedStream(Stream inner) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>What a library makes of a file; see <see cref="GuardedStream"/>.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static T Guard<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception fault) when (IsOfTheContents(fault))
        {
            throw Damaged(fault);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return inner.Read(buffer);
        }
        catch (Exception fault) when (IsOfTheContents(fault))
        {
            throw Damaged(fault);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Whether a fault is not the file system's: that of a place which no file has (EINVAL) is none either.</summary>
    private static bool IsOfTheContents(Exception fault)
    {
        const int OfNoSystem = unchecked((int)0x80131620);
        const int InvalidPlace = 22;
        return fault is EndOfStreamException or IOException { HResult: OfNoSystem or InvalidPlace }
            or not (IOException or UnauthorizedAccessException);
    }

    private static InvalidDataException Damaged(Exception fault) => new("The packed contents are damaged.", fault);
}
