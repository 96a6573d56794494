using System.Globalization;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Engine.Artifacts.PyTorch;
using GmmVae.Engine.Artifacts.Safetensors;
using GmmVae.Engine.Data;
using GmmVae.Engine.Training;
using LanguageExt;

namespace GmmVae.Engine.Artifacts.Checkpoints;

/// <summary>Reads checkpoints, believing nothing: see <see cref="Checkpoint.Read"/>.</summary>
internal static class CheckpointReader
{
    // Metadata and the list of tensors are in the file's header, after the 8 bytes of its length.
    private const int HeaderByte = 8;
    private const int FirstSealedVersion = 3;
    private const string Remedy = "Use a checkpoint that this program wrote and nothing changed.";

    /// <summary>Reads and checks the file at <paramref name="path"/>.</summary>
    public static Either<DataError, Checkpoint> Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return SafetensorsFile.Read(path).Bind(file => PyTorchImport.IsOne(file) ? PyTorchImport.Read(file) : Read(file));
    }

    private static Either<DataError, Checkpoint> Read(SafetensorsFile file) =>
        from version in Version(file)
        from document in Document(file, version)
        from text in CheckpointText.Read(document, file.Path)
        from layout in Layout(text.Header, file.Path)
        from tensors in Tensors(file, layout)
        select new Checkpoint(text.Header, text.State, tensors, layout.Parameters.Count, version);

    private static Either<DataError, int> Version(SafetensorsFile file)
    {
        if (!file.Metadata.TryGetValue(CheckpointText.VersionKey, out var version))
            return NoCheckpoint(file);
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
            return Wrong(file, HeaderByte, $"The format version is '{version}' where a whole number from 1 on is needed.");
        return number is < Checkpoint.OldestFormatVersion or > Checkpoint.FormatVersion
            ? new DataError.Malformed(
                file.Path, HeaderByte,
                Text($"The checkpoint has format version {number}; this program reads versions {Checkpoint.OldestFormatVersion} to {Checkpoint.FormatVersion}."),
                number > Checkpoint.FormatVersion ? "Use a newer version of this program." : "Train again, or use the version of this program that wrote it.")
            : number;
    }

    private static Either<DataError, string> Document(SafetensorsFile file, int version)
    {
        // A file of a version without a digest may still have one: that of a later file whose version has been changed.
        if (file.IsSealed ? !file.SealHolds : version >= FirstSealedVersion)
            return Wrong(file, HeaderByte, "The file is damaged or changed: its contents are not those of its digest.");
        return file.Metadata.TryGetValue(CheckpointText.DocumentKey, out var document) ? document : NoCheckpoint(file);
    }

    private static DataError.Malformed NoCheckpoint(SafetensorsFile file) =>
        Wrong(file, HeaderByte, "The file is no checkpoint: its metadata lack the run.");

    /// <summary>The tensors of the training, if they can be held.</summary>
    internal static Either<DataError, TrainingLayout> Layout(CheckpointHeader header, string path)
    {
        try
        {
            return TrainingLayout.Of(header.Model, header.Training);
        }
        catch (OverflowException)
        {
            return new InvalidField(path, "model", "The model has a tensor of more elements than can be held.");
        }
    }

    private static Either<DataError, IReadOnlyList<SafetensorsTensor>> Tensors(SafetensorsFile file, TrainingLayout layout)
    {
        var tensors = new List<SafetensorsTensor>();
        foreach (var (name, shape) in layout.Tensors)
        {
            var read = Tensor(file, name, Checkpoint.Dimensions(shape));
            if (read.IsLeft)
                return read.Map(_ => (IReadOnlyList<SafetensorsTensor>)tensors);
            read.IfRight(tensors.Add);
        }

        var known = tensors.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in file.Entries)
            if (!known.Contains(entry.Name))
                return Wrong(file, entry.Begin, $"The tensor '{entry.Name}' is no part of the model.");
        return tensors;
    }

    private static Either<DataError, SafetensorsTensor> Tensor(SafetensorsFile file, string name, Arr<int> shape) =>
        Finite(file, name, shape, Remedy).Map(values => SafetensorsTensor.Of(name, shape, values));

    /// <summary>The values of a tensor, if it is there in this shape and all of them are finite.</summary>
    internal static Either<DataError, float[]> Finite(SafetensorsFile file, string name, Arr<int> shape, string remedy) =>
        file.Floats(name, shape).Bind(values =>
            Checkpoint.FirstNotFinite(values) is { } at
                ? new DataError.Malformed(
                    file.Path, file.Find(name).Match(entry => entry.Begin, () => 0) + (4L * at), Text($"Element {at} of the tensor '{name}' is {values[at]}."), remedy)
                : Prelude.Right<DataError, float[]>(values));

    private static DataError.Malformed Wrong(SafetensorsFile file, long position, string what) => new(file.Path, position, what, Remedy);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
