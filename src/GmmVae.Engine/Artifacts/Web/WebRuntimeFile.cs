namespace GmmVae.Engine;

/// <summary>A file of the runtime that a page loads.</summary>
/// <param name="Name">Its name in the folder <c>dist</c> of the package.</param>
/// <param name="Integrity">Its hash as browsers have it: <c>sha384-</c> and base 64.</param>
public sealed record WebRuntimeFile(string Name, string Integrity)
{
    /// <summary>Where it is.</summary>
    public string Address => WebRuntime.Address + Name;
}
