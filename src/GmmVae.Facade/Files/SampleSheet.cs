using GmmVae.Engine;

namespace GmmVae;

/// <summary>Samples laid out in rows: a row a cluster where every cluster was asked for.</summary>
/// <param name="Model">The model's kind.</param>
/// <param name="Values">The samples row by row, [samples, features], in the units of the data (grey levels in [0, 1] for bytes).</param>
/// <param name="Clusters">The cluster of each sample, of models with clusters.</param>
/// <param name="Columns">Samples in a row of the layout; the last row may hold fewer.</param>
/// <param name="HasRowForEachCluster">Whether row k of the layout is cluster k.</param>
/// <param name="Seconds">By the clock.</param>
public sealed record SampleSheet(string Model, Matrix Values, IReadOnlyList<int>? Clusters, int Columns, bool HasRowForEachCluster, double Seconds)
{
    /// <summary>The number of clusters that the model has; 0 for a model without.</summary>
    public int ClusterCount { get; init; }

    /// <summary>
    /// Writes the samples as a NumPy array [samples, features] (<c>.npy</c>), or as CSV under a line <c>x0,x1,…</c>
    /// (<c>.csv</c>), which begins with <c>label</c>, the cluster, where the model has clusters: it can be read as data again.
    /// </summary>
    /// <exception cref="GmmVaeException">The name ends otherwise, or the file cannot be written. Nothing is left half-written.</exception>
    public void Save(string path)
    {
        ModelFiles.RequireFormat(path, ".npy", ".csv");
        Save(path, path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase) ? WriteNpy : WriteCsv);
    }

    /// <summary>Writes a drawing of the samples; the file appears under its name when it is whole.</summary>
    /// <exception cref="GmmVaeException">The file cannot be written.</exception>
    public static void Save(string path, Action<Stream> write) => AtomicFile.Write(path, write).OrThrow();

    private void WriteNpy(Stream stream)
    {
        var npy = new NpyWriter(stream, Values.Columns);
        npy.Append(Values.ToArray());
        npy.Finish();
    }

    private void WriteCsv(Stream stream)
    {
        var names = ModelFiles.Names("x", Values.Columns);
        var csv = new CsvWriter(stream, Clusters is null ? names : names.Prepend("label"));
        for (var row = 0; row < Values.Rows; row++)
            if (Clusters is null)
                csv.Append(Values.Row(row));
            else
                csv.Append(Clusters[row], Values.Row(row));
    }
}
