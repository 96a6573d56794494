using GmmVae.Domain;
using LanguageExt;

namespace GmmVae.Engine;

/// <summary>What a run is, as its checkpoint keeps it: everything that decides the result but the parameters.</summary>
/// <remarks>Immutable; equality is by value.</remarks>
/// <param name="Model">The model.</param>
/// <param name="Training">The training, its seed included.</param>
/// <param name="Preset">The preset that the options started from.</param>
/// <param name="DataSource">The data source as the user wrote it.</param>
/// <param name="DataSeed">The seed that generated data and splits are drawn from.</param>
/// <param name="DataFingerprint">The fingerprint of the training split (<see cref="Dataset.Fingerprint"/>).</param>
/// <param name="Preprocessing">What raw values go through, fitted on the training split.</param>
/// <param name="Image">How a row forms a picture, where it does.</param>
public sealed record CheckpointHeader(
    ModelSpec Model,
    TrainingSpec Training,
    string Preset,
    string DataSource,
    ulong DataSeed,
    string DataFingerprint,
    Preprocessing Preprocessing,
    Option<ImageShape> Image)
{
    /// <summary>The digest of the parameters that the training started from (<see cref="Checkpoint.ParametersSha256"/>), if they were not fresh.</summary>
    public Option<string> StartedFrom { get; init; }
}
