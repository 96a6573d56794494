using System.Globalization;
using LanguageExt;
using Parquet;
using Parquet.Schema;

namespace GmmVae.Engine.Data.Tables;

/// <summary>The rows of a Parquet file, of which one row group is in memory at a time.</summary>
internal sealed class ParquetCursor : TableCursor
{
    private const string Remedy = "Write it again, or save the table as CSV.";

    private readonly string path;
    private readonly ParquetReader reader;
    private readonly DataField[] fields;
    private Values[] group = [];
    private int nextGroup;
    private int row;
    private int rows;

    private ParquetCursor(string path, ParquetReader reader, DataField[] fields) =>
        (this.path, this.reader, this.fields, Names) = (path, reader, fields, System.Array.ConvertAll(fields, field => field.Name));

    public override int Count => fields.Length;

    /// <summary>Reads what a file says of its columns.</summary>
    public static Either<DataError, TableFile> Read(string path) => Open(path).Map(cursor =>
    {
        using (cursor)
            return new TableFile(
                path, () => Open(path).Map(opened => (TableCursor)opened), TableFile.Unique([.. cursor.Names]), IsNamed: true,
                HasIndex: false);
    });

    public override DataError? Advance()
    {
        while (++row >= rows)
        {
            if (nextGroup == reader.RowGroupCount)
            {
                HasRecord = false;
                return null;
            }

            if (Guarded(path, () => ReadGroup(nextGroup++)) is { } fault) return fault;
        }

        (HasRecord, Line) = (true, Line + 1);
        return null;
    }

    public override ReadOnlySpan<char> Cell(int column) => group[column].Words is { } words
        ? words[row]
        : double.IsNaN(group[column].Numbers[row]) ? ""
        : group[column].Numbers[row].ToString("R", CultureInfo.InvariantCulture);

    public override bool TryNumber(int column, out double value)
    {
        if (group[column].Words is not null) return base.TryNumber(column, out value);
        value = group[column].Numbers[row];
        return !double.IsNaN(value);
    }

    public override bool IsMissing(int column) =>
        group[column].Words is null ? double.IsNaN(group[column].Numbers[row]) : base.IsMissing(column);

    public override void Dispose() => reader.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static Either<DataError, ParquetCursor> Open(string path)
    {
        ParquetCursor? opened = null;
        DataError? nested = null;
        var fault = Guarded(path, () =>
        {
            var reader = ParquetReader.CreateAsync(InputFile.Open(path), leaveStreamOpen: false).GetAwaiter().GetResult();
            var others = reader.Schema.Fields.Where(field => field is not DataField { IsArray: false }).ToArray();
            opened = new ParquetCursor(path, reader, [.. reader.Schema.Fields.Except(others).Cast<DataField>()]);
            if (others.Length > 0)
                nested = new DataError.Unusable(path,
                    $"The column '{DisplayText.Of(others[0].Name)}' holds lists or records.", "Save a table whose cells are numbers and words.");
            else if (opened.fields.Length == 0)
                nested = new DataError.Unusable(path, "The file has no columns.", "Save a table whose cells are numbers and words.");
        });
        if ((fault ?? nested) is not { } error)
            return opened!;
        opened?.Dispose();
        return error;
    }

    /// <summary>Whatever the library throws at a damaged file is the file's fault.</summary>
    private static DataError? Guarded(string path, Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (Exception fault) when (FileErrors.IsExpected(fault) && fault is not InvalidDataException && !File.Exists(path))
        {
            return FileErrors.CannotRead(path, fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            return FileErrors.CannotRead(path, fault);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return new DataError.Malformed(path, 0, $"This is no Parquet file, or a damaged one: {DisplayText.Of(fault.Message)}", Remedy);
        }
    }

    private void ReadGroup(int number)
    {
        using var source = reader.OpenRowGroupReader(number);
        (row, rows) = (-1, checked((int)source.RowCount));
        group = System.Array.ConvertAll(fields, field => Read(source, field, rows));
    }

    private static Values Read(ParquetRowGroupReader source, DataField field, int rows) => field.ClrType switch
    {
        var type when type == typeof(double) => Numbers<double>(source, field, rows, value => value),
        var type when type == typeof(float) => Numbers<float>(source, field, rows, value => value),
        var type when type == typeof(int) => Numbers<int>(source, field, rows, value => value),
        var type when type == typeof(uint) => Numbers<uint>(source, field, rows, value => value),
        var type when type == typeof(long) => Numbers<long>(source, field, rows, value => value),
        var type when type == typeof(ulong) => Numbers<ulong>(source, field, rows, value => value),
        var type when type == typeof(short) => Numbers<short>(source, field, rows, value => value),
        var type when type == typeof(ushort) => Numbers<ushort>(source, field, rows, value => value),
        var type when type == typeof(sbyte) => Numbers<sbyte>(source, field, rows, value => value),
        var type when type == typeof(byte) => Numbers<byte>(source, field, rows, value => value),
        var type when type == typeof(decimal) => Numbers<decimal>(source, field, rows, value => (double)value),
        var type when type == typeof(TimeSpan) => Numbers<TimeSpan>(source, field, rows, value => value.TotalSeconds),
        var type when type == typeof(bool) => Words<bool>(source, field, rows, value => value ? "true" : "false"),
        var type when type == typeof(DateTime) => Words<DateTime>(source, field, rows, value =>
            value.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)),
        var type when type == typeof(DateOnly) => Words<DateOnly>(source, field, rows, value =>
            value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        var type when type == typeof(string) || type == typeof(ReadOnlyMemory<char>) => Texts(source, field, rows),
        var type => throw new NotSupportedException($"the column {field.Name} is of the type {type.Name}"),
    };

    private static Values Numbers<T>(ParquetRowGroupReader source, DataField field, int rows, Func<T, double> number)
        where T : struct =>
        new(System.Array.ConvertAll(Column<T>(source, field, rows), value => value is { } there ? number(there) : double.NaN), null);

    private static Values Words<T>(ParquetRowGroupReader source, DataField field, int rows, Func<T, string> word)
        where T : struct =>
        new([], System.Array.ConvertAll(Column<T>(source, field, rows), value => value is { } there ? word(there) : null));

    private static T?[] Column<T>(ParquetRowGroupReader source, DataField field, int rows)
        where T : struct
    {
        if (field.IsNullable)
        {
            var perhaps = new T?[rows];
            source.ReadAsync<T>(field, perhaps.AsMemory()).AsTask().GetAwaiter().GetResult();
            return perhaps;
        }

        var values = new T[rows];
        source.ReadAsync<T>(field, values.AsMemory()).AsTask().GetAwaiter().GetResult();
        return System.Array.ConvertAll(values, value => (T?)value);
    }

    private static Values Texts(ParquetRowGroupReader source, DataField field, int rows)
    {
        var words = new string?[rows];
        source.ReadAsync(field, words.AsMemory()!).AsTask().GetAwaiter().GetResult();
        return new Values([], words);
    }

    /// <summary>A column of a row group: numbers, NaN where one is missing, or words, null where one is missing.</summary>
    private readonly record struct Values(double[] Numbers, string?[]? Words);
}
