using GmmVae.Engine.Data;
using GmmVae.Engine.Files;
using LanguageExt;
using static GmmVae.Engine.Files.JsonCodecs;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Artifacts.Checkpoints;

/// <summary>What a model keeps of the table that it was trained on.</summary>
internal static class TableJson
{
    /// <summary>The columns that the model reads.</summary>
    internal static JsonCodec<TableSchema> Schema => Record<TableSchema>(json =>
    {
        var columns = json.Field("columns", schema => schema.Columns, Many(Column).Where(
            columns => columns.IsEmpty ? "A model that knows its columns has at least one." : null));
        var isNamed = json.Field("isNamed", schema => schema.IsNamed, Truth);
        var leftOut = json.Field("leftOut", schema => schema.LeftOut, Many(Text), absent: Arr<string>.Empty);
        var warnings = json.Field("warnings", schema => schema.Warnings, Many(Text), absent: Arr<string>.Empty);
        json.Return(() => new(columns, isNamed) { LeftOut = leftOut, Warnings = warnings });
    });

    /// <summary>How the table was read.</summary>
    internal static JsonCodec<TableOptions> Options => Record<TableOptions>(json =>
    {
        var label = json.Field("labelColumn", options => Optional(options.LabelColumn), Perhaps(Text), absent: None);
        var columns = json.Field("columns", options => options.Columns, Many(Text), absent: Arr<string>.Empty);
        var ignored = json.Field("ignoredColumns", options => options.Ignored, Many(Text), absent: Arr<string>.Empty);
        var delimiter = json.Field("delimiter", options => options.Delimiter.Map(mark => mark.ToString()), Perhaps(Text.Where(
            mark => mark.Length == 1 ? null : "A delimiter is one character.")), absent: None);
        json.Return(() => new()
        {
            LabelColumn = label.Value.MatchUnsafe(name => (string?)name, () => null),
            Columns = columns,
            Ignored = ignored,
            Delimiter = delimiter.Value.Map(mark => mark[0]),
        });
    });

    private static JsonCodec<TableColumn> Column => Record<TableColumn>(json =>
    {
        var name = json.Field("name", column => column.Name, Text);
        var kind = json.Field("kind", column => column.Kind, Named<ColumnKind>(), absent: ColumnKind.Number);
        var words = json.Field("words", column => column.Words, Many(Text).Where(words =>
            (kind.Value == ColumnKind.Category) == words.IsEmpty ? "A category has words, and no other column has." : null),
            absent: Arr<string>.Empty);
        json.Return(() => new(name, kind, words));
    });
}
