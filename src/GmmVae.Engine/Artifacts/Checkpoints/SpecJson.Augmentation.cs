using System.Diagnostics;
using System.Text.Json.Nodes;
using GmmVae.Domain.Training;
using GmmVae.Engine.Data;
using LanguageExt;

namespace GmmVae.Engine.Artifacts.Checkpoints;

public static partial class SpecJson
{
    /// <summary>An augmentation.</summary>
    public static JsonObject Write(AugmentationSpec augmentation)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        return augmentation switch
        {
            AugmentationSpec.None => new JsonObject { ["kind"] = "none" },
            AugmentationSpec.Image image => new JsonObject
            {
                ["kind"] = "image",
                ["rotationDegrees"] = image.RotationDegrees,
                ["scale"] = image.Scale,
                ["shear"] = image.Shear,
                ["shiftPixels"] = image.ShiftPixels,
                ["elasticPixels"] = Write(image.ElasticPixels),
                ["elasticGrid"] = image.ElasticGrid,
            },
            AugmentationSpec.Signal signal => new JsonObject
            {
                ["kind"] = "signal",
                ["shift"] = signal.Shift,
                ["noise"] = Write(signal.Noise),
                ["renormalize"] = signal.Renormalize,
            },
            AugmentationSpec.Vector vector => new JsonObject
            {
                ["kind"] = "vector",
                ["noise"] = Write(vector.Noise),
                ["dropout"] = vector.Dropout,
            },
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>The augmentation that <see cref="Write(AugmentationSpec)"/> wrote.</summary>
    /// <param name="node">The JSON; null counts as JSON's null and is refused.</param>
    /// <param name="path">The file it comes from, for errors.</param>
    /// <param name="place">Its way from the root, for errors.</param>
    public static Either<DataError, AugmentationSpec> ReadAugmentation(JsonNode? node, string path, string place = "augmentation") =>
        JsonFields.Tag(node, path, place, "kind").Bind(kind => kind switch
        {
            "none" => JsonFields.Open(node, path, place, "kind").Map(_ => (AugmentationSpec)new AugmentationSpec.None()),
            "image" => JsonFields
                .Open(node, path, place, "kind", "rotationDegrees", "scale", "shear", "shiftPixels", "elasticPixels", "elasticGrid")
                .Bind(ReadImageViews),
            "signal" => JsonFields.Open(node, path, place, "kind", "shift", "noise", "renormalize").Bind(ReadSignalViews),
            "vector" => JsonFields.Open(node, path, place, "kind", "noise", "dropout").Bind(ReadVectorViews),
            _ => new InvalidField(path, $"{place}.kind", $"'{kind}' is none of none, image, signal, vector."),
        });

    private static Either<DataError, AugmentationSpec> ReadImageViews(JsonFields json) =>
        from rotation in json.Real("rotationDegrees")
        from scale in json.Real("scale")
        from shear in json.Real("shear")
        from shift in json.Real("shiftPixels")
        from elastic in ReadSchedule(json, "elasticPixels")
        from grid in json.Integer("elasticGrid")
        from views in Checked(AugmentationSpec.ForImages(rotation, scale, shear, shift, elastic, grid), json.Path, json.Place)
        select views;

    private static Either<DataError, AugmentationSpec> ReadSignalViews(JsonFields json) =>
        from shift in json.Integer("shift")
        from noise in ReadSchedule(json, "noise")
        from renormalize in json.Truth("renormalize")
        from views in Checked(AugmentationSpec.ForSignals(shift, noise, renormalize), json.Path, json.Place)
        select views;

    private static Either<DataError, AugmentationSpec> ReadVectorViews(JsonFields json) =>
        from noise in ReadSchedule(json, "noise")
        from dropout in json.Real("dropout")
        from views in Checked(AugmentationSpec.ForVectors(noise, dropout), json.Path, json.Place)
        select views;
}
