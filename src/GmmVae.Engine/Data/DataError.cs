using System.Globalization;
using GmmVae.Domain;
using LanguageExt;

namespace GmmVae.Engine;

/// <summary>
/// Why data or a file could not be used: what was wrong, where, and the cure. A closed set of cases; readers return it
/// and throw nothing for bad input.
/// </summary>
/// <remarks>Immutable; equality is by value. Bytes are counted from 0, in the uncompressed contents.</remarks>
public abstract record DataError
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

    /// <summary>Problem, place and cure, a line each.</summary>
    public string Message => $"{Problem}\n  at {Place}\n  {Cure}";

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

    /// <summary>A data source has an unknown name and is no path either.</summary>
    public sealed record UnknownSource(string Source, Arr<string> Known) : DataError
    {
        /// <inheritdoc/>
        public override string Problem => $"There is no data source '{Source}'.";

        /// <inheritdoc/>
        public override string Place => "--data";

        /// <inheritdoc/>
        public override string Cure => $"Use {string.Join(", ", Known)}, or {DataSource.Paths}.";
    }

    private static string At(string path, long position) =>
        string.Create(CultureInfo.InvariantCulture, $"{path}, byte {position}");
}
