using System.CommandLine;

namespace GmmVae.Cli.Options;

/// <summary>The options that say how a table is read, of every command that reads data.</summary>
internal sealed class TableOptionSet
{
    private const string None = "none";

    private static readonly (string Name, char? Kind)[] Delimiters =
        [("auto", null), (",", ','), (";", ';'), ("tab", '\t')];

    private readonly Option<string?> label = new("--label-column")
    {
        Description = "The column of a table that holds labels, or none [default: the one called label, if there is one]",
        HelpName = "NAME|none",
    };

    private readonly Option<string?> columns = Names("--columns", "The columns of a table that are features, in this order [default: all that are of use]");
    private readonly Option<string?> ignored = Names("--ignore-columns", "Columns of a table to pass over");
    private readonly Option<string> delimiter = Choice.Among(
        "--delimiter", Delimiters, "What stands between the cells of a table; with ; and tab, numbers may have a comma for their point [default: auto]");

    /// <summary>All of them.</summary>
    internal Option[] All => [label, columns, ignored, delimiter];

    internal void AddTo(Command command)
    {
        foreach (var option in All)
            command.Add(option);
    }

    /// <summary>What is asked for; null where nothing is.</summary>
    internal DataOptions? Of(ParseResult parsed) => All.All(option => parsed.GetResult(option) is null or { Implicit: true })
        ? null
        : new DataOptions
        {
            LabelColumn = parsed.GetValue(label) == None ? "" : parsed.GetValue(label),
            Columns = Split(parsed.GetValue(columns)),
            IgnoreColumns = Split(parsed.GetValue(ignored)),
            Delimiter = parsed.GetValue(delimiter) is { } word ? Choice.KindOf(Delimiters, word) : null,
        };

    private static Option<string?> Names(string name, string description) =>
        new(name) { Description = description, HelpName = "NAME,NAME" };

    private static string[] Split(string? names) =>
        names?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
