using System.Runtime.InteropServices;
using GmmVae.Engine.Managed.Kernels;
using LanguageExt;
using Microsoft.Win32.SafeHandles;

namespace GmmVae.Engine.Data;

/// <summary>
/// Values that stay in an uncompressed file on the disk: what is asked for is read, and the system keeps it where memory is not short. A
/// file that is cut meanwhile ends the work with a <see cref="DataFileException"/>; contents that change are not noticed.
/// </summary>
internal sealed class DiskRows : RowStorage
{
    /// <summary>Files whose values take less are read into memory instead.</summary>
    public const long LeastBytes = 1L << 30;

    private const int PieceValues = 2048;

    private readonly SafeFileHandle file;
    private readonly string path;
    private readonly long start;
    private readonly ElementType type;

    private DiskRows(SafeFileHandle file, string path, long start, ElementType type, int features, int rows)
        : base(features, (long)rows * features) =>
        (this.file, this.path, this.start, this.type) = (file, path, start, type);

    public override bool HoldsBytes => type.IsByte;

    private int RowBytes => Features * type.Size;

    private long Place(int row) => start + ((long)row * RowBytes);

    /// <summary>Opens the values of a file, which has been checked, from a byte on.</summary>
    public static Either<DataError, DiskRows> Open(string path, long start, ElementType type, int features, long rows)
    {
        if (rows > System.Array.MaxLength)
            return new DataError.Unusable(
                path, FormattableString.Invariant($"There are {rows} rows."),
                    FormattableString.Invariant($"Give at most {System.Array.MaxLength} rows."));
        try
        {
            // The handle is closed when nothing refers to it any more.
            return new DiskRows(InputFile.OpenHandle(path), path, start, type, features, (int)rows);
        }
        catch (Exception fault) when (FileErrors.IsExpected(fault))
        {
            return FileErrors.CannotRead(path, fault);
        }
    }

    public override bool IsWide => type.IsWide;

    public override void Copy(int firstRow, int rows, Span<float> target)
    {
        var at = Place(firstRow);
        if (BitConverter.IsLittleEndian && type is { Kind: 'f', Size: 4, IsBig: false })
        {
            Fill(at, MemoryMarshal.AsBytes(target));
            return;
        }

        Span<byte> piece = stackalloc byte[PieceValues];
        Span<double> wide = stackalloc double[PieceValues];
        for (var count = 0; !target.IsEmpty; target = target[count..])
        {
            count = Math.Min(target.Length, PieceValues);
            if (type.IsByte)
            {
                Fill(at, piece[..count]);
                Bytes.Scale(piece[..count], 1, target[..count]);
            }
            else
            {
                ReadWide(at, wide[..count]);
                SinglePrecision.Round(wide[..count], [], target);
            }

            at += count * type.Size;
        }
    }

    public override void CopyRaw(int firstRow, int rows, Span<double> target)
    {
        var at = Place(firstRow);
        for (var count = 0; !target.IsEmpty; target = target[count..])
        {
            count = Math.Min(target.Length, PieceValues);
            ReadWide(at, target[..count]);
            at += count * type.Size;
        }
    }

    public override RowStorage Take(ReadOnlySpan<int> rows) => new PickedRows(this, rows.ToArray());

    public override void Expect(int firstRow, int rows) => ReadAhead.Of(file, Place(firstRow), (long)rows * RowBytes);

    private void ReadWide(long at, Span<double> target)
    {
        Span<byte> bytes = stackalloc byte[target.Length * type.Size];
        Fill(at, bytes);
        type.Read(bytes, target);
    }

    private void Fill(long at, Span<byte> target)
    {
        try
        {
            for (int got; !target.IsEmpty; target = target[got..], at += got)
                if ((got = RandomAccess.Read(file, target, at)) == 0)
                    throw new DataFileException(new DataError.Truncated(path, at, (UInt128)Place(Rows)));
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException and not DataFileException)
        {
            throw new DataFileException(FileErrors.CannotRead(path, fault));
        }
    }
}

/// <summary>Tells the system which part of a file will be needed, so that it reads it in one go, meanwhile. A hint: elsewhere than on
/// Linux nothing is told.</summary>
internal static partial class ReadAhead
{
    /// <summary>POSIX_FADV_WILLNEED.</summary>
    private const int WillNeed = 3;

    internal static void Of(SafeFileHandle file, long start, long length)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
            return;
        _ = Advise((int)file.DangerousGetHandle(), start, length, WillNeed);
        GC.KeepAlive(file);
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(int file, long start, long length, int advice);
}
