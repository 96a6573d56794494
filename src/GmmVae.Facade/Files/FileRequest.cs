namespace GmmVae;

/// <summary>What to apply a trained model to, and where the results go.</summary>
public sealed record FileRequest
{
    /// <summary>A run folder, or a checkpoint file.</summary>
    public required string Model { get; init; }

    /// <summary>A data source: a name such as <c>line</c>, or a path.</summary>
    public required string Data { get; init; }

    /// <summary>The file to write. One that is there is replaced at the end, whole.</summary>
    public required string Output { get; init; }

    /// <summary>Where downloads are kept; by default what the environment variable <c>GMMVAE_DATA</c> says.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Threads that compute; by default the number of physical cores. Results do not depend on it.</summary>
    public int? Threads { get; init; }
}
