using System.CommandLine;

namespace GmmVae.Cli;

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
