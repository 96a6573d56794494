using GmmVae.Domain;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using GmmVae.Engine.Data;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Training;

/// <summary>What models and trainings ask of data: none, or why data do not suit.</summary>
internal static class Suitability
{
    /// <summary>Whether a trained model reads a source.</summary>
    internal static Option<DataError> OfRead(CheckpointHeader header, string source, SourceRows rows) =>
        OfRead(header, source, rows.Measured) || OfWhole(header.Model, rows, isTrained: true);

    /// <summary>Whether rows have the features and the kind of values that a trained model reads.</summary>
    internal static Option<DataError> OfRead(CheckpointHeader header, string source, Dataset rows) =>
        rows.Features != header.Model.Features
            ? Unsuitable(source, $"The data have {rows.Features} features, the model reads {header.Model.Features}.")
        : OfShape(header, source, rows.Image) is { IsSome: true } other ? other
        : rows.HoldsBytes == header.Preprocessing is Preprocessing.ByteScaling ? None
        : rows.HoldsBytes ? Unsuitable(source, $"The data are bytes, the model reads numbers.")
        : Unsuitable(source, $"The data are numbers, the model reads bytes.");

    /// <summary>Whether pictures have the shape of those that the model was trained on; rows without a shape may be such
    /// pictures.</summary>
    internal static Option<DataError> OfShape(CheckpointHeader header, string source, ImageShape? image) =>
        image is { } shape && header.Image.Exists(known => known != shape)
            ? Unsuitable(source, $"The data are pictures of {shape}, the model reads pictures of {header.Image.IfNone(shape)}.")
            : None;

    /// <summary>Whether rows have all values, where the model does not mask those that are missing.</summary>
    internal static Option<DataError> OfWhole(ModelSpec model, SourceRows rows, bool isTrained) =>
        model.MasksMissing ? None : rows.FirstMissing(isTrained);

    /// <summary>Whether a supervised training has labels, and not of more classes than there are clusters.</summary>
    internal static Option<DataError> OfLabels(TrainingSpec training, ModelSpec model, Dataset train)
    {
        if (!training.IsSupervised)
            return None;
        var most = train.KnownLabels is { } labels ? labels.ToArray().Max() : Dataset.Unknown;
        if (most == Dataset.Unknown)
            return Unsuitable(train.Name, $"No training row has a label, and {Setting.LabelWeight} is for rows that have one.");
        return model is GaussianMixtureSpec mixture && most >= mixture.Clusters
            ? Unsuitable(
                train.Name,
                $"The labels have {most + 1} classes, the model has {mixture.Clusters} clusters, "
                + $"of which class i is to be cluster i; raise {Setting.Clusters}.")
            : None;
    }

    /// <summary>What a training may be told of data that it can be made on, and that it finds nothing in.</summary>
    internal static Arr<string> Doubts(Dataset train) => train.IsConstant()
        ? Array("constant data: all training rows are equal, and there is nothing to learn")
        : Arr<string>.Empty;

    private static Option<DataError> Unsuitable(string source, ErrorText problem) => Some<DataError>(new UnsuitableData(source, problem));
}
