using System.Globalization;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Engine.Artifacts.Safetensors;
using GmmVae.Engine.Data;
using GmmVae.Engine.Files;
using GmmVae.Engine.Training;
using LanguageExt;

namespace GmmVae.Engine.Artifacts.Checkpoints;

/// <summary>
/// Checkpoints as files in the safetensors format: tensors as F32, the rest as text under <c>__metadata__</c>
/// (<c>format_version</c>, one JSON document under <c>gmmvae</c>, and a digest of the whole file under <c>sha256</c>, without which
/// no bit of it would be known to be what was written).
/// </summary>
internal static class CheckpointFile
{
    // Metadata and the list of tensors are in the file's header, after the 8 bytes of its length.
    private const int HeaderByte = 8;
    private const int FirstSealedVersion = 3;
    private const string Remedy = "Use a checkpoint that this program wrote and nothing changed.";

    extension(Checkpoint checkpoint)
    {
        /// <summary>
        /// Reads a checkpoint and checks all of it: format version, digest, specifications, names, shapes and values. A file that
        /// <see cref="PyTorchExport"/> wrote, or PyTorch with the same names and metadata, is read as one, too.
        /// </summary>
        /// <returns>An access error, or what is wrong with the contents and where.</returns>
        public static Either<DataError, Checkpoint> Read(string path)
        {
            ArgumentNullException.ThrowIfNull(path);
            return SafetensorsFile.Read(path).Bind(file => PyTorchImport.IsOne(file) ? PyTorchImport.Read(file) : ReadOwn(file));
        }

        /// <summary>Writes the checkpoint, replacing what was at <paramref name="path"/>; on failure the old file stays.</summary>
        /// <returns>An access error where the file cannot be written.</returns>
        public Either<DataError, Unit> Write(string path, FileOperations? files = null) => AtomicFile.Write(
            path,
            stream => SafetensorsWriter.WriteSealed(stream, checkpoint.Tensors, CheckpointText.Write(checkpoint)),
            files ?? FileOperations.Disk);
    }

    private static Either<DataError, Checkpoint> ReadOwn(SafetensorsFile file) =>
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
            return Wrong(file, HeaderByte, $"The format version is '{DisplayText.Of(version)}' where a whole number from 1 on is needed.");
        return number is < Checkpoint.OldestFormatVersion or > Checkpoint.FormatVersion
            ? new DataError.Malformed(
                file.Path, HeaderByte,
                Text($"The checkpoint has format version {number}; this program reads versions {Checkpoint.OldestFormatVersion} to {Checkpoint.FormatVersion}."),
                number > Checkpoint.FormatVersion ? "Use a newer version of this program."
                    : "Train again, or use the version of this program that wrote it.")
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
                return Wrong(file, entry.Begin, $"The tensor '{DisplayText.Of(entry.Name)}' is no part of the model.");
        return tensors;
    }

    private static Either<DataError, SafetensorsTensor> Tensor(SafetensorsFile file, string name, Arr<int> shape) =>
        Finite(file, name, shape, Remedy).Map(values => SafetensorsTensor.Of(name, shape, values));

    /// <summary>The values of a tensor, if it is there in this shape and all of them are finite.</summary>
    internal static Either<DataError, float[]> Finite(SafetensorsFile file, string name, Arr<int> shape, string remedy) =>
        file.Floats(name, shape).Bind(values =>
            Checkpoint.FirstNotFinite(values) is { } at
                ? new DataError.Malformed(
                    file.Path, file.Find(name).Match(entry => entry.Begin, () => 0) + (4L * at),
                        Text($"Element {at} of the tensor '{name}' is {values[at]}."), remedy)
                : Prelude.Right<DataError, float[]>(values));

    private static DataError.Malformed Wrong(SafetensorsFile file, long position, string what) => new(file.Path, position, what, Remedy);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
