using System.Globalization;
using GmmVae.Domain;
using LanguageExt;

namespace GmmVae.Engine.Data;

/// <summary>
/// Why data or a file could not be used: what was wrong, where, and the cure. A closed set of cases; readers return it
/// and throw nothing for bad input.
/// </summary>
/// <remarks>Immutable; equality is by value. Bytes are counted from 0, in the uncompressed contents.</remarks>
internal abstract record DataError
{
    private protected DataError()
    {
    }

    /// <summary>What was wrong: one sentence.</summary>
    public abstract string Problem { get; }

    /// <summary>Where: a file, with the byte where one is known.</summary>
    public abstract string Place { get; }

    /// <summary>What to do about it: one sentence.</summary>
    public abstract string Cure { get; }

    /// <summary>Whether the file system was at fault (missing, forbidden, in use, full) and not the contents.</summary>
    public virtual bool IsAccess => false;

    /// <summary>Problem, place and cure, a line each; a case that speaks of settings has them in it as values.</summary>
    public virtual ErrorText Text => $"{PlainText.OneLine(Problem)}\n  at {PlainText.OneLine(Place)}\n  {PlainText.OneLine(Cure)}";

    /// <summary>The text with settings under their own names.</summary>
    public string Message => Text.ToString();

    /// <summary>A file's contents break its format at a byte.</summary>
    public sealed record Malformed(string Path, long Byte, string What, string Remedy) : DataError
    {
        /// <inheritdoc/>
        public override string Problem => What;

        /// <inheritdoc/>
        public override string Place => At(Path, Byte);

        /// <inheritdoc/>
        public override string Cure => Remedy;
    }

    /// <summary>A text file is wrong at a line, counted from 1, and maybe a column of it.</summary>
    public sealed record BadText(string Path, long Line, string? Column, string What, string Remedy) : DataError
    {
        /// <inheritdoc/>
        public override string Problem => What;

        /// <inheritdoc/>
        public override string Place =>
            string.Create(CultureInfo.InvariantCulture, $"{Path}, line {Line}{(Column is null ? "" : ", ")}{Column}");

        /// <inheritdoc/>
        public override string Cure => Remedy;
    }

    /// <summary>A file is well-formed, but its values cannot be used as a data set.</summary>
    public sealed record Unusable(string Path, string What, string Remedy) : DataError
    {
        /// <inheritdoc/>
        public override string Problem => What;

        /// <inheritdoc/>
        public override string Place => Path;

        /// <inheritdoc/>
        public override string Cure => Remedy;
    }

    /// <summary>A file ends before what its header announces. <paramref name="Byte"/> is where it ends (for a
    /// compressed file refused unread, the most it could hold), <paramref name="Announced"/> the length needed.</summary>
    public sealed record Truncated(string Path, long Byte, UInt128 Announced) : DataError
    {
        /// <inheritdoc/>
        public override string Problem =>
            string.Create(CultureInfo.InvariantCulture, $"The file is cut short: its header announces {Announced} bytes.");

        /// <inheritdoc/>
        public override string Place => At(Path, Byte);

        /// <inheritdoc/>
        public override string Cure => "Fetch or write the file again; an interrupted copy looks like this.";
    }

    /// <summary>A file goes on after what its header announces. <paramref name="Byte"/> is the first byte too
    /// many.</summary>
    public sealed record TrailingBytes(string Path, long Byte) : DataError
    {
        /// <inheritdoc/>
        public override string Problem => "The file goes on after the end that its header announces.";

        /// <inheritdoc/>
        public override string Place => At(Path, Byte);

        /// <inheritdoc/>
        public override string Cure => "Fetch or write the file again; the header and the contents disagree.";
    }

    /// <summary>A file is well-formed but larger than this library takes.</summary>
    public sealed record TooLarge(string Path, UInt128 Size, long Limit) : DataError
    {
        /// <inheritdoc/>
        public override string Problem =>
            string.Create(CultureInfo.InvariantCulture, $"The data of {Size} bytes exceeds the limit of {Limit} bytes.");

        /// <inheritdoc/>
        public override string Place => Path;

        /// <inheritdoc/>
        public override string Cure => $"Use a smaller file (see {Faq.Memory}).";
    }

    /// <summary>Two files that belong together disagree.</summary>
    public sealed record Inconsistent(string Path, string OtherPath, string What) : DataError
    {
        /// <inheritdoc/>
        public override string Problem => What;

        /// <inheritdoc/>
        public override string Place => $"{Path} and {OtherPath}";

        /// <inheritdoc/>
        public override string Cure => "Put files of one data set together.";
    }

    /// <summary>Files that a folder should hold are missing.</summary>
    public sealed record MissingFiles(string Folder, Arr<string> Names, string Remedy) : DataError
    {
        /// <inheritdoc/>
        public override string Problem => $"Missing: {string.Join(", ", Names)}.";

        /// <inheritdoc/>
        public override string Place => Folder;

        /// <inheritdoc/>
        public override string Cure => Remedy;

        /// <inheritdoc/>
        public override bool IsAccess => true;
    }

    /// <summary>A file or folder cannot be read or written.</summary>
    public sealed record Inaccessible(string Path, string What, string Remedy) : DataError
    {
        /// <inheritdoc/>
        public override string Problem => What;

        /// <inheritdoc/>
        public override string Place => Path;

        /// <inheritdoc/>
        public override string Cure => Remedy;

        /// <inheritdoc/>
        public override bool IsAccess => true;
    }

    /// <summary>A data source has an unknown name and is no path either; what there may be instead.</summary>
    public sealed record UnknownSource(string Source, Arr<string> Known, string Paths) : DataError
    {
        /// <inheritdoc/>
        public override string Problem => $"There is no data source '{Source}'.";

        /// <inheritdoc/>
        public override string Place => Setting.Data.ToString();

        /// <inheritdoc/>
        public override ErrorText Text => $"{PlainText.OneLine(Problem)}\n  at {Setting.Data}\n  {Cure}";

        /// <inheritdoc/>
        public override string Cure => $"Use {string.Join(", ", Known)}, or {Paths}.";
    }

    /// <summary>What was asked of a data source cannot be understood.</summary>
    public sealed record BadSource(string Source, string What, string Remedy) : DataError
    {
        /// <inheritdoc/>
        public override string Problem => What;

        /// <inheritdoc/>
        public override string Place => Source;

        /// <inheritdoc/>
        public override string Cure => Remedy;
    }

    private static string At(string path, long position) =>
        string.Create(CultureInfo.InvariantCulture, $"{path}, byte {position}");
}

/// <summary>Turns what the file system and decompression throw into <see cref="DataError"/>.</summary>
internal static class FileErrors
{
    /// <summary>Whether reading may throw this for a reason that is not ours; see <see cref="Unreadable"/>.</summary>
    public static bool IsExpected(Exception fault) => fault is IOException or UnauthorizedAccessException or InvalidDataException;

    /// <summary>Whether another holds the file: ERROR_SHARING_VIOLATION of Windows, EWOULDBLOCK of flock, 11 on Linux and 35 on
    /// macOS.</summary>
    public static bool IsInUse(IOException fault) =>
        OperatingSystem.IsWindows() ? (fault.HResult & 0xFFFF) == 32 : fault.HResult == (OperatingSystem.IsMacOS() ? 35 : 11);

    /// <summary>Whether a file was to be made and is there: EEXIST, or ERROR_FILE_EXISTS of Windows.</summary>
    public static bool IsThere(IOException fault) => (fault.HResult & 0xFFFF) == (OperatingSystem.IsWindows() ? 80 : 17);

    /// <summary>Why <paramref name="path"/> cannot be read, where damage of the compressed contents is possible.</summary>
    public static DataError Unreadable(string path, Exception fault) => fault is InvalidDataException
        ? new DataError.Malformed(path, 0, "The compressed file is damaged.", "Fetch or write the file again.")
        : CannotRead(path, fault);

    /// <summary>Why <paramref name="path"/> cannot be read.</summary>
    public static DataError CannotRead(string path, Exception fault) => fault switch
    {
        UnsuitableFileException unsuitable => new DataError.Inaccessible(unsuitable.Path, unsuitable.Problem, unsuitable.Cure),
        FileNotFoundException or DirectoryNotFoundException =>
            new DataError.Inaccessible(path, "There is no such file.", "Check the path."),
        UnauthorizedAccessException when Directory.Exists(path) =>
            new DataError.Inaccessible(path, "This is a folder where a file is needed.", "Give the path of a file."),
        UnauthorizedAccessException =>
            new DataError.Inaccessible(path, "Reading is not permitted.", "Check the file's permissions."),
        _ => new DataError.Inaccessible(path, $"Reading failed: {fault.Message}", "Check the disk and the path."),
    };

    /// <summary>Why <paramref name="path"/> cannot be written.</summary>
    public static DataError CannotWrite(string path, Exception fault) => fault switch
    {
        UnsuitableFileException unsuitable => new DataError.Inaccessible(unsuitable.Path, unsuitable.Problem, unsuitable.Cure),
        DirectoryNotFoundException =>
            new DataError.Inaccessible(path, "A folder of this path does not exist, or is a file.", "Give a path whose folders can be made."),
        UnauthorizedAccessException =>
            new DataError.Inaccessible(path, "Writing is not permitted.", "Check the folder's permissions."),
        _ => new DataError.Inaccessible(path, $"Writing failed: {fault.Message}", "Check the disk's free space and the path."),
    };
}

/// <summary>Data that are well-formed, but not what the model at hand reads.</summary>
/// <remarks>Immutable; equality is by value.</remarks>
/// <param name="Where">The source, with the row and column where there is one to blame.</param>
/// <param name="What">What does not suit: one sentence.</param>
internal sealed record UnsuitableData(string Where, ErrorText What) : DataError
{
    /// <summary>What does not suit in plain words.</summary>
    public UnsuitableData(string where, string what)
        : this(where, (ErrorText)$"{what}")
    {
    }

    /// <inheritdoc/>
    public override string Problem => What.ToString();

    /// <inheritdoc/>
    public override ErrorText Text => $"{What}\n  at {PlainText.OneLine(Place)}\n  {Cure}";

    /// <inheritdoc/>
    public override string Place => Where;

    /// <inheritdoc/>
    public override string Cure => "Give data of the kind that the model was trained on.";

    /// <summary>A value that cannot be used.</summary>
    /// <param name="where">The source, with the row and the column.</param>
    /// <param name="value">The value.</param>
    public static UnsuitableData Value(string where, float value) => new(
        where,
        !float.IsFinite(value) ? "The value is infinite, or too large for single precision."
        : FormattableString.Invariant($"The value {value} lies outside [0, 1], where the model reads grey levels."));
}

/// <summary>Text from a file, fit for a message.</summary>
internal static class DisplayText
{
    private const int Longest = 40;

    /// <summary>On one line and not too long.</summary>
    public static string Of(string text)
    {
        var line = PlainText.OneLine(text[..Math.Min(text.Length, Longest)].ReplaceLineEndings(" ").Replace('\t', ' '));
        return text.Length <= Longest ? line : line + "...";
    }
}
