using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>What models and trainings ask of data.</summary>
internal static class Suitability
{
    /// <summary>Refuses a source that a trained model does not read.</summary>
    internal static void RequireFit(CheckpointHeader header, string source, SourceRows rows)
    {
        RequireFit(header, source, rows.Measured);
        RequireWhole(header.Model, rows, isTrained: true);
    }

    /// <summary>Refuses rows of other features, or other kinds of values, than a trained model reads.</summary>
    internal static void RequireFit(CheckpointHeader header, string source, Dataset rows)
    {
        if (rows.Features != header.Model.Features)
            throw Unfit(source, FormattableString.Invariant($"The data have {rows.Features} features, the model reads {header.Model.Features}."));
        if (rows.HoldsBytes != header.Preprocessing is Preprocessing.ByteScaling)
            throw Unfit(source, rows.HoldsBytes ? "The data are bytes, the model reads numbers." : "The data are numbers, the model reads bytes.");
    }

    /// <summary>Refuses rows that lack values, if the model does not mask them.</summary>
    internal static void RequireWhole(ModelSpec model, SourceRows rows, bool isTrained)
    {
        if (!model.MasksMissing)
            rows.FirstMissing(isTrained).ThrowIfSome();
    }

    /// <summary>Refuses a supervised training on rows without labels, or of more classes than there are clusters.</summary>
    internal static void RequireLabels(TrainingSpec training, ModelSpec model, Dataset train)
    {
        if (!training.IsSupervised)
            return;
        var most = train.KnownLabels is { } labels ? labels.ToArray().Max() : Dataset.Unknown;
        if (most == Dataset.Unknown)
            throw Unfit(train.Name, "No training row has a label, and --label-weight is for rows that have one.");
        if (model is GaussianMixtureSpec mixture && most >= mixture.Clusters)
            throw Unfit(train.Name, FormattableString.Invariant($"The labels have {most + 1} classes, the model has {mixture.Clusters} clusters, of which class i is to be cluster i; raise --clusters."));
    }

    private static GmmVaeException Unfit(string source, string problem) =>
        new(FailureKind.Data, new UnsuitableData(source, problem).Message);
}
