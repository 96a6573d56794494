using GmmVae.Domain;

namespace GmmVae;

/// <summary>What users of the library call settings: the names of properties, most of which are the settings' own.</summary>
internal static class PropertyNames
{
    /// <summary>The text with the names of properties.</summary>
    internal static string InProperties(this ErrorText text) => text.Render(Of);

    internal static string Of(Setting setting) => setting switch
    {
        Setting.NoClusterPrior => "ClusterPriorTerm = false",
        Setting.NoBatchNorm => "BatchNorm = false",
        Setting.NoAugmentation => "Augmentation = false",
        Setting.MaximumGradientNorm => "Clip",
        Setting.ReconstructionWeight => "Reconstruction",
        Setting.ViewRotation => "RotationDegrees",
        Setting.ViewScale => "Scale",
        Setting.ViewShear => "Shear",
        Setting.ViewShift => "Shift",
        Setting.ViewElasticity => "ElasticPixels",
        Setting.ViewGrid => "ElasticGrid",
        Setting.ViewNoise => "Noise",
        Setting.ViewDropout => "Dropout",
        Setting.OutputFile => "Output",
        Setting.Resume => "Runs.Resume",
        Setting.RankTimeout => "MpiRankGroup.Join",
        _ => setting.ToString(),
    };
}
