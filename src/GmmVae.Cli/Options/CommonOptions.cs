using System.CommandLine;
using System.Globalization;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Data.Sources;

namespace GmmVae.Cli.Options;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    /// <summary>An option that takes a data source, and completes the names that are known.</summary>
    internal static Option<string> Source(string description, bool required)
    {
        var names = DataSource.Known.Map(known => known.Name).ToArray();
        var option = new Option<string>("--data")
        {
            Description = string.Format(CultureInfo.InvariantCulture, description, string.Join(", ", names) + $", or {DataSource.Paths}"),
            HelpName = "SOURCE",
            Required = required,
        };
        option.CompletionSources.Add(names);
        return option;
    }

    internal static Argument<string> Run() =>
        new("RUN") { Description = "A run folder, a checkpoint file, or a safetensors file of PyTorch" };

    internal static Option<bool> Json() => new("--json")
    {
        Description = "Write one JSON document, and nothing else, to standard output; progress goes to standard error",
    };

    internal static Option<int?> Threads() =>
        NumberOption.Create<int?>("--threads", "Number of threads; results do not depend on it [default: physical cores]");

    internal static Option<int?> CheckpointEvery() =>
        NumberOption.Create<int?>("--checkpoint-every", "Save a checkpoint every N steps, and at the end of each epoch");

    /// <summary>Where downloads are kept.</summary>
    internal static string? DataFolder => Environment.GetEnvironmentVariable("GMMVAE_DATA");
}

/// <summary>Options whose value is one of a few words.</summary>
internal static class Choice
{
    /// <summary>An option that takes one of the names, completes them, and refuses other words by its own name.</summary>
    internal static Option<string> Among<T>(string name, (string Name, T Kind)[] kinds, string description, string? start = null)
    {
        var option = new Option<string>(name) { Description = description };
        if (start is not null)
            option.DefaultValueFactory = _ => start;
        var names = kinds.Select(kind => kind.Name).ToArray();
        option.CompletionSources.Add(names);
        option.Validators.Add(result =>
        {
            foreach (var word in result.Tokens.Select(token => token.Value).Where(word => !names.Contains(word)))
                result.AddError($"{name}: there is no '{word}'; use {string.Join(", ", names)}");
        });
        return option;
    }

    internal static T KindOf<T>((string Name, T Kind)[] kinds, string name) => kinds.First(kind => kind.Name == name).Kind;
}

/// <summary>Options whose value is a number, in the invariant notation whatever the user's language.</summary>
internal static class NumberOption
{
    /// <summary>An option of type <c>int?</c>, <c>ulong?</c> or <c>double?</c>; other words are refused by the option's name.</summary>
    internal static Option<T> Create<T>(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            if (Parse(typeof(T), word) is T value)
                return value;
            result.AddError($"{name}: '{word}' is not {Wanted(typeof(T))}");
            return default;
        },
    };

    private static object? Parse(Type type, string word) =>
        type == typeof(int?) ? int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null
        : type == typeof(ulong?) ? ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var natural) ? natural : null
        : double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real : null;

    private static string Wanted(Type type) =>
        type == typeof(int?) ? "a whole number such as 10"
        : type == typeof(ulong?) ? "a whole number of at least 0"
        : "a number such as 0.001";
}
