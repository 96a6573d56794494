namespace GmmVae;

/// <summary>Rows to score, with what, and where the scores go.</summary>
/// <param name="File">The model, the rows and the file to write.</param>
public sealed record ScoreRequest(FileRequest File)
{
    /// <summary>Samples of the importance-weighted bound for each row; null for the ELBO.</summary>
    public int? Samples { get; init; }

    /// <summary>Ordinary rows to compare with, which the model was not trained on: a name or a path; by default the test split of the model's own data.</summary>
    public string? Reference { get; init; }
}
