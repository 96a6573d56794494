namespace GmmVae;

/// <summary>Samples of what, and how many.</summary>
public sealed record SampleRequest
{
    /// <summary>A run folder, or a checkpoint file.</summary>
    public required string Model { get; init; }

    /// <summary>Samples of this cluster alone, counted from 0.</summary>
    public int? Cluster { get; init; }

    /// <summary>Samples of each cluster in turn. Without this, and without a cluster, clusters are drawn from π.</summary>
    public bool EveryCluster { get; init; }

    /// <summary>How many, of each cluster where clusters are asked for: by default 10 of each, or 100 in all.</summary>
    public int? Count { get; init; }

    /// <summary>What the n-th samples of clusters have in common: by default all of the noise where every cluster is asked for.</summary>
    public SampleNoise? Noise { get; init; }

    /// <summary>What they are drawn from.</summary>
    public ulong Seed { get; init; }

    /// <summary>What the noise is multiplied by: less than 1 gives more typical and less varied samples.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Instead of samples, a grid of so many styles each way through one cluster.</summary>
    public int? Sweep { get; init; }

    /// <summary>Instead of samples, the mean observation of each cluster.</summary>
    public bool Means { get; init; }

    /// <summary>Instead of samples, so many rows of <see cref="Data"/> that stand for each cluster.</summary>
    public int? Representatives { get; init; }

    /// <summary>Instead of samples, <see cref="Count"/> observations from the code of a row of <see cref="Data"/> straight to that of another, rows counted from 0.</summary>
    public (int From, int To)? Interpolate { get; init; }

    /// <summary>Instead of samples, for each dimension of the code <see cref="Count"/> observations around a row of <see cref="Data"/>, counted from 0.</summary>
    public int? Traverse { get; init; }

    /// <summary>How far <see cref="Traverse"/> moves each way, in units of the code.</summary>
    public double Reach { get; init; } = 2;

    /// <summary>Whether the rows of <see cref="Data"/> are what the sheet is made of.</summary>
    internal bool IsOfRows => Representatives is not null || Interpolate is not null || Traverse is not null;

    /// <summary>The data whose rows are spoken of; or where an autoencoder, which has no prior, takes the codes that its samples are to resemble: by default the training split of its run.</summary>
    public string? Data { get; init; }

    /// <summary>Where downloads are kept; by default what the environment variable <c>GMMVAE_DATA</c> says.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Threads that compute; by default the number of physical cores. Results do not depend on it.</summary>
    public int? Threads { get; init; }
}
