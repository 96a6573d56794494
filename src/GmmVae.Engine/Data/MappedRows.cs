using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using GmmVae.Engine.Managed.Kernels;
using LanguageExt;
using Microsoft.Win32.SafeHandles;

namespace GmmVae.Engine.Data;

/// <summary>
/// Values in an uncompressed file that is mapped into memory: the system reads what is asked for, and forgets it where memory is
/// short. The file must not change meanwhile.
/// </summary>
internal sealed class MappedRows : RowStorage
{
    /// <summary>Files whose values take less are read instead.</summary>
    public const long LeastBytes = 1L << 30;

    private const int PieceValues = 512;

    private readonly SafeMemoryMappedViewHandle view;
    private readonly long start;
    private readonly ElementType type;

    private MappedRows(SafeMemoryMappedViewHandle view, long start, ElementType type, int features, int rows)
        : base(features, (long)rows * features) => (this.view, this.start, this.type) = (view, start, type);

    public override bool HoldsBytes => type.IsByte;

    private int RowBytes => Features * type.Size;

    private ulong Place(int row) => (ulong)(start + (long)row * RowBytes);

    private void ReadWide(ulong at, Span<double> target)
    {
        Span<byte> bytes = stackalloc byte[target.Length * type.Size];
        view.ReadSpan(at, bytes);
        type.Read(bytes, target);
    }

    /// <summary>Maps the values of a file, which has been checked, from a byte on.</summary>
    public static Either<DataError, MappedRows> Open(string path, long start, ElementType type, int features, long rows)
    {
        if (rows > System.Array.MaxLength)
            return new DataError.Unusable(
                path, FormattableString.Invariant($"There are {rows} rows."),
                    FormattableString.Invariant($"Give at most {System.Array.MaxLength} rows."));
        try
        {
            // The view outlives the file's handle, and ends when nothing refers to it any more.
            using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            var mapped = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            return new MappedRows(mapped.SafeMemoryMappedViewHandle, start, type, features, (int)rows);
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
            view.ReadSpan(at, MemoryMarshal.AsBytes(target));
            return;
        }

        Span<byte> piece = stackalloc byte[PieceValues];
        Span<double> wide = stackalloc double[PieceValues];
        for (var count = 0; !target.IsEmpty; target = target[count..])
        {
            count = Math.Min(target.Length, PieceValues);
            if (type.IsByte)
            {
                view.ReadSpan(at, piece[..count]);
                Bytes.Scale(piece[..count], 1, target[..count]);
            }
            else
            {
                ReadWide(at, wide[..count]);
                SinglePrecision.Round(wide[..count], [], target);
            }

            at += (ulong)(count * type.Size);
        }
    }

    public override void CopyRaw(int firstRow, int rows, Span<double> target)
    {
        var at = Place(firstRow);
        for (var count = 0; !target.IsEmpty; target = target[count..])
        {
            count = Math.Min(target.Length, PieceValues);
            ReadWide(at, target[..count]);
            at += (ulong)(count * type.Size);
        }
    }

    public override RowStorage Take(ReadOnlySpan<int> rows) => new PickedRows(this, rows.ToArray());

    public override void Expect(int firstRow, int rows) => ReadAhead.Of(view, start + (long)firstRow * RowBytes, (long)rows * RowBytes);
}

/// <summary>Tells the system which part of a mapped file will be needed, so that it reads it in one go, meanwhile. A hint: elsewhere than
/// on Linux and macOS nothing is told.</summary>
internal static partial class ReadAhead
{
    /// <summary>MADV_WILLNEED, on both.</summary>
    private const int WillNeed = 3;

    internal static void Of(SafeMemoryMappedViewHandle view, long start, long length)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            return;
        var first = start - (start % Environment.SystemPageSize);
        _ = Advise(view.DangerousGetHandle() + (nint)first, (nint)(start + length - first), WillNeed);
        GC.KeepAlive(view);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nint length, int advice);
}
