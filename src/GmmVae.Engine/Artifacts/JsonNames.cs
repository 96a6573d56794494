namespace GmmVae.Engine;

/// <summary>The names of enumerations' cases in JSON.</summary>
internal static class JsonNames
{
    /// <summary>The case in camel case: <c>uniformFanIn</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
