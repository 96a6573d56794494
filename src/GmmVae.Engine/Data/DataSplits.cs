namespace GmmVae.Engine;

/// <summary>A training and a test split with the same features and the same preprocessing.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record DataSplits
{
    private DataSplits(Dataset train, Dataset test) => (Train, Test) = (train, test);

    /// <summary>The rows that training sees.</summary>
    public Dataset Train { get; }

    /// <summary>The rows kept apart for evaluation.</summary>
    public Dataset Test { get; }

    /// <summary>What both splits' raw values go through: fitted on <see cref="Train"/> alone.</summary>
    public Preprocessing Preprocessing => Train.Preprocessing;

    /// <summary>The same with a test split of so many of its rows, evenly spread over it, where there are more.</summary>
    public DataSplits WithTestRows(int most) => most >= Test.Rows ? this : new DataSplits(Train, Test.Spread(most));

    /// <summary>The splits with the preprocessing that suits them: bytes are scaled to [0, 1], other values are
    /// standardised per feature with the mean and standard deviation of <paramref name="train"/>.</summary>
    /// <exception cref="ArgumentException">The splits' features or image shapes differ.</exception>
    public static DataSplits Fit(Dataset train, Dataset test)
    {
        ArgumentNullException.ThrowIfNull(train);
        Preprocessing fitted = train.HoldsBytes
            ? new Preprocessing.ByteScaling()
            : Preprocessing.FitStandardisation(train);
        return With(train, test, fitted);
    }

    /// <summary>The splits under a given preprocessing, such as one saved with a model.</summary>
    /// <exception cref="ArgumentException">The splits' features or image shapes differ, or the preprocessing was
    /// fitted to another number of features.</exception>
    public static DataSplits With(Dataset train, Dataset test, Preprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        if (train.Features != test.Features || train.Image != test.Image)
            throw new ArgumentException("Training and test rows must have the same shape.", nameof(test));
        return new DataSplits(train.With(preprocessing), test.With(preprocessing));
    }
}
