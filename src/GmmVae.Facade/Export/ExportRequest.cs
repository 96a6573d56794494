namespace GmmVae;

/// <summary>What to export, as what, and where to.</summary>
public sealed record ExportRequest
{
    /// <summary>A run folder, or a checkpoint file.</summary>
    public required string Model { get; init; }

    /// <summary>As what.</summary>
    public required ExportFormat Format { get; init; }

    /// <summary>The file (safetensors) or folder (all others) to write.</summary>
    public required string Output { get; init; }

    /// <summary>Whether a file, or a folder that holds something, is written to: files of the same names are replaced, others stay.</summary>
    public bool Force { get; init; }

    /// <summary>Whether TensorBoard also gets histograms of the parameters, and of each dimension of the codes.</summary>
    public bool Histograms { get; init; }

    /// <summary>Whose codes the projector or the histograms show; by default those of the test split of the run's own data.</summary>
    public string? Data { get; init; }

    /// <summary>Where downloads are kept; by default what the environment variable <c>GMMVAE_DATA</c> says.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Threads that compute; by default the number of physical cores. Results do not depend on it.</summary>
    public int? Threads { get; init; }
}
