using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using GmmVae.Engine.Artifacts.Safetensors;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using LanguageExt;

namespace GmmVae.Engine.Training;

/// <summary>
/// A copy of everything that a training needs to go on to the same bits: what the run is, where it stands, and its
/// parameters, running statistics and optimizer moments, those of the teacher and of the best restart.
/// </summary>
/// <remarks>
/// Immutable and thread-safe; equality is by reference.
/// </remarks>
internal sealed class Checkpoint
{
    /// <summary>The version of the file format that is written.</summary>
    public const int FormatVersion = 3;

    /// <summary>The oldest version of the file format that is read; before version 3 files had no digest.</summary>
    public const int OldestFormatVersion = 2;

    private readonly Lazy<string> hash;

    internal Checkpoint(CheckpointHeader header, TrainingState state, IReadOnlyList<SafetensorsTensor> tensors, int parameters,
        int version = FormatVersion)
    {
        (Header, State, Tensors, Version) = (header, state, tensors, version);
        hash = new Lazy<string>(() => Hash(tensors.Take(parameters).Select(Bytes)));
    }

    /// <summary>The version of the file format that it was read from, or will be written in.</summary>
    public int Version { get; }

    /// <summary>
    /// Whether it was read from a file in PyTorch's layout: what the training kept beside the model is not
    /// what it was, so that the training cannot go on.
    /// </summary>
    public bool IsFromPyTorch { get; internal init; }

    /// <summary>What the run is.</summary>
    public CheckpointHeader Header { get; }

    /// <summary>Where the training stands.</summary>
    public TrainingState State { get; }

    /// <summary>Parameters and running statistics in the specification's order, then the optimizer's moments, the teacher's copies and the
    /// best restart's.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>
    /// SHA-256 in lower-case hexadecimal over the single-precision little-endian values of parameters and running
    /// statistics, in the specification's order. Optimizer moments, teacher and best restart are not part of it.
    /// </summary>
    public string ParametersSha256 => hash.Value;

    /// <summary>The same as <see cref="ParametersSha256"/>, of what <paramref name="store"/> holds now.</summary>
    /// <param name="store">The storage.</param>
    /// <param name="parameters">The parameters and running statistics in the specification's order.</param>
    /// <exception cref="KeyNotFoundException">The store lacks one.</exception>
    public static string HashParameters(ParameterStore store, Arr<ParameterSpec> parameters)
    {
        ArgumentNullException.ThrowIfNull(store);
        return Hash(parameters.Select(parameter => MemoryMarshal.AsBytes(store.Read(parameter.Name)).ToArray()));
    }

    /// <summary>A copy of the state of a training.</summary>
    /// <exception cref="ArgumentException">The store lacks a tensor of the model, holds it in another shape, or holds a
    /// number that is not finite: such a checkpoint must not replace a good one.</exception>
    public static Checkpoint Capture(CheckpointHeader header, TrainingState state, ParameterStore store)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(store);
        var layout = TrainingLayout.Of(header.Model, header.Training);
        var shapes = store.Inputs.ToDictionary(input => input.Name, input => input.Shape, StringComparer.Ordinal);
        var tensors = layout.Tensors.Select(tensor =>
        {
            if (!shapes.TryGetValue(tensor.Name, out var shape) || shape != tensor.Shape)
                throw new ArgumentException($"The store has no '{tensor.Name}' of shape {tensor.Shape}.", nameof(store));
            var values = store.Read(tensor.Name).ToArray();
            if (FirstNotFinite(values) is { } at)
                throw new ArgumentException(Text($"Element {at} of '{tensor.Name}' is {values[at]}."), nameof(store));
            return SafetensorsTensor.Of(tensor.Name, Dimensions(tensor.Shape), values);
        });
        return new Checkpoint(header, state, [.. tensors], layout.Parameters.Count);
    }

    /// <summary>
    /// Copies the values of all inputs of <paramref name="store"/> out of the checkpoint. The store may hold fewer tensors
    /// than the checkpoint (evaluation needs no moments), not more.
    /// </summary>
    /// <exception cref="ArgumentException">The checkpoint lacks an input of the store or has it in another shape; the
    /// store is unchanged.</exception>
    public void Restore(ParameterStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        Restore(store, Prelude.toArray(store.Inputs.Select(input => (input.Name, input.Shape))));
    }

    /// <summary>Copies the values of parameters and running statistics alone.</summary>
    /// <exception cref="ArgumentException">The checkpoint lacks one or has it in another shape; the store is unchanged.</exception>
    internal void Restore(ParameterStore store, Arr<ParameterSpec> parameters) =>
        Restore(store, parameters.Map(parameter => (parameter.Name, parameter.Shape)));

    /// <summary>The place of the first number that is infinite or not a number.</summary>
    internal static int? FirstNotFinite(ReadOnlySpan<float> values)
    {
        for (var i = 0; i < values.Length; i++)
            if (!float.IsFinite(values[i]))
                return i;
        return null;
    }

    /// <summary>A parameter's shape as safetensors have it.</summary>
    internal static Arr<int> Dimensions(Shape shape) => shape.Extents.Map(extent => extent.Factor);

    private void Restore(ParameterStore store, Arr<(string Name, Shape Shape)> wanted)
    {
        var byName = Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        foreach (var (name, shape) in wanted)
            if (!byName.TryGetValue(name, out var tensor) || tensor.Shape != Dimensions(shape))
                throw new ArgumentException($"The checkpoint has no '{name}' of shape {shape}.", nameof(store));
        foreach (var (name, _) in wanted)
            Bytes(byName[name]).CopyTo(MemoryMarshal.AsBytes(store[name]));
    }

    private static byte[] Bytes(SafetensorsTensor tensor) => tensor.Piece(0, tensor.Length).ToArray();

    private static string Hash(IEnumerable<byte[]> pieces)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var piece in pieces)
            hash.AppendData(piece);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

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
internal sealed record CheckpointHeader(
    ModelSpec Model,
    TrainingSpec Training,
    string Preset,
    string DataSource,
    ulong DataSeed,
    string DataFingerprint,
    Preprocessing Preprocessing,
    Option<ImageShape> Image)
{
    /// <summary>The digest of the parameters that the training started from (<see cref="Checkpoint.ParametersSha256"/>), if they were not
    /// fresh.</summary>
    public Option<string> StartedFrom { get; init; }

    /// <summary>The columns of the table that the model was trained on, and of those that it reads.</summary>
    public TableSchema Schema { get; init; } = TableSchema.None;

    /// <summary>How that table was read.</summary>
    public TableOptions Reading { get; init; } = TableOptions.Default;

    /// <summary>The same of data that came from a table, if they did.</summary>
    public CheckpointHeader Of(TableFacts? table) =>
        table is null ? this with { Schema = TableSchema.None, Reading = TableOptions.Default }
            : this with { Schema = table.Schema, Reading = table.Options };

    /// <summary>What the training computes with, from its beginning to its end.</summary>
    public EngineName Engine { get; init; } = EngineName.Managed;
}
