namespace GmmVae;

/// <summary>What a model does with rows that lack values: empty cells of a file, or NaN.</summary>
public enum MissingValues
{
    /// <summary>They are refused, in training and after.</summary>
    Refuse,

    /// <summary>
    /// A missing value counts in no likelihood, and the encoder reads the training mean in its place. A trained model keeps this: it takes
    /// such rows everywhere.
    /// </summary>
    Mask,
}
