using System.Globalization;
using System.Text;
using GmmVae.Domain.Clustering;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Training;
using GmmVae.Report.Charts;
using LanguageExt;

namespace GmmVae.Report.Pages;

/// <summary>What the clusters of a model are, on data of the caller's choice: in the data's own units, as text and as a page.</summary>
/// <remarks>Labels are not looked at.</remarks>
/// <example>
/// <code>
/// var clusters = ClusterExplanation.Of("runs/people");
/// Console.WriteLine(clusters.ToText());
/// clusters.WritePage("people.html");
/// </code>
/// </example>
public sealed class ClusterExplanation
{
    private const int MostRows = 10_000;
    private const int RowsAfterTraining = 2000;
    private const int ColumnsAfterTraining = 200;
    private const int Neighbours = 5;
    private const int ShownColumns = 3;

    /// <summary>Of the way from chance to certainty that neighbours share a cluster, how far clusters have to be beyond doubt: noise that a
    /// mixture has cut up came to 0.4 to 0.5.</summary>
    private const double LeastStructure = 0.6;

    private ClusterExplanation(string model, string data, ClusterProfiles profiles, IReadOnlyList<string> columns) =>
        (Model, Data, Profiles, Columns) = (model, data, profiles, columns);

    /// <summary>The model's file or folder.</summary>
    public string Model { get; }

    /// <summary>The data source.</summary>
    public string Data { get; }

    /// <summary>The clusters, the columns by what they tell, and the rows between clusters.</summary>
    public ClusterProfiles Profiles { get; }

    /// <summary>The names of the columns, in order.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Which model of the Gaussian-mixture family the training chose, where it did.</summary>
    public LadderChoice? Chosen { get; private init; }

    /// <summary>What was found of each number of clusters, where the training compared them.</summary>
    public IReadOnlyList<ClusterCountScore> ClusterCounts { get; private init; } = [];

    /// <summary>The rows that are described: at most 10,000, evenly spread over the data.</summary>
    public int Rows { get; private init; }

    /// <summary>What a reader should doubt.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    internal ImageShape? Image { get; private init; }

    internal bool IsSignal { get; private init; }

    internal double[] Points { get; private init; } = [];

    internal (double First, double Second) ExplainedVariance { get; private init; }

    internal int[] Assigned { get; private init; } = [];

    internal float[] Means { get; private init; } = [];

    internal float[] Examples { get; private init; } = [];

    /// <summary>Describes the clusters of a trained model.</summary>
    /// <param name="model">A run folder, or a model's file.</param>
    /// <param name="data">The data source; by default that which the model was trained on.</param>
    /// <param name="dataFolder">Where downloads are kept.</param>
    /// <param name="threads">Threads that compute; by default the number of physical cores.</param>
    /// <exception cref="GmmVaeException">No readable model, one without clusters, or unusable data.</exception>
    public static ClusterExplanation Of(string model, string? data = null, string? dataFolder = null, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var fitted = FittedModel.Load(model, threads, default);
        if (fitted.Clusters == 0)
            throw new GmmVaeException(
                FailureKind.Usage, $"The model is of the kind {fitted.Model.Kind}, which has no clusters; train one of the kind gmm-vae.");
        return Of(fitted, model, data, dataFolder, MostRows);
    }

    /// <summary>Describes the clusters of a table that a run has just been trained on, by 2,000 of its rows: quick enough to be told
    /// after every training.</summary>
    /// <param name="run">A run folder.</param>
    /// <param name="dataFolder">Where downloads are kept.</param>
    /// <returns>Nothing for a model without clusters, for pictures, and for rows of more than 200 columns.</returns>
    /// <exception cref="GmmVaeException">No readable model, or unusable data.</exception>
    public static ClusterExplanation? OfTable(string run, string? dataFolder = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        using var fitted = FittedModel.Load(run, 1, default);
        return fitted.Clusters == 0 || fitted.Header.DataSource == Sources.StandardInput || fitted.Header.Image.IsSome
            || fitted.Model.Features > ColumnsAfterTraining
            ? null
            : Of(fitted, run, null, dataFolder, RowsAfterTraining);
    }

    private static ClusterExplanation Of(FittedModel fitted, string model, string? data, string? dataFolder, int most)
    {
        var source = data ?? fitted.Header.DataSource;
        var read = data is null ? Sources.ReadUnasked(fitted.Header, dataFolder).OrThrow() : Sources.Read(
            source, dataFolder, DataOptions.Of(null, fitted.Header));
        Suitability.OfRead(fitted.Header, source, read).ThrowIfSome();
        var rows = read.Measured.With(fitted.Header.Preprocessing);
        rows = rows.Spread(Math.Min(most, NearestRows.Affordable(rows)));
        var probabilities = ReadAll(fitted, rows, GraphNames.Responsibilities);
        var codes = ReadAll(fitted, rows, GraphNames.Code);
        var assigned = ClusterAssignment.MostProbable(probabilities, rows.Rows, fitted.Clusters);
        var same = SameNeighbour(rows, assigned);
        var raw = new float[rows.Rows * rows.Features];
        rows.With(new Preprocessing.None()).CopyRange(0, rows.Rows, raw);
        var profiles = ClusterProfiles.Of(raw, rows.Features, probabilities, fitted.Clusters, codes, same);
        var (points, explained) = CodePlane.Of(codes, rows.Rows, fitted.Model.Latent);
        var notes = RunManifest.Read(Path.Combine(model, RunManifest.FileName));
        var shown = profiles.Clusters.SelectMany(cluster => cluster.Representatives).ToArray();
        return new ClusterExplanation(
            model, source, profiles,
            read.Table?.Schema.FeatureNames() is { IsEmpty: false } names && names.Count == rows.Features
                ? [.. names]
                : [.. Enumerable.Range(0, rows.Features).Select(i => FormattableString.Invariant($"x{i}"))])
        {
            Chosen = notes is null ? null : RunManifest.Chosen(notes).OrThrow().MatchUnsafe(choice => (LadderChoice?)choice, () => null),
            ClusterCounts = notes is null ? [] : [.. RunManifest.ClusterCounts(notes).OrThrow()],
            Rows = rows.Rows,
            Warnings = [.. Doubts(profiles, rows.Rows)],
            Image = rows.Image,
            IsSignal = Engine.Data.Sources.DataSource.HoldsSignals(source),
            Points = points,
            ExplainedVariance = explained,
            Assigned = assigned,
            Means = Sampling.OfClusters(fitted, 1, SampleNoise.Shared, seed: 0, temperature: 0).ToArray(),
            Examples = RowStorage.Pick(raw, shown, rows.Features),
        };
    }

    /// <summary>The clusters as a few lines for a terminal: sizes, confidence, and the columns that make each.</summary>
    public string ToText()
    {
        var text = new StringBuilder("clusters\n");
        foreach (var cluster in Profiles.Clusters)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"  {cluster.Cluster,3}  {cluster.Rows,7} rows  {cluster.Share,6:P1}  sure {cluster.Confidence,4:F2}");
            foreach (var column in Telling(cluster).Take(ShownColumns))
                text.Append("  ").Append(Columns[column.Column]).Append(' ').Append(Words(column));
            text.Append('\n');
        }

        text.Append("columns that tell most  ").AppendJoin(", ", Profiles.Columns.Take(2 * ShownColumns).Select(told =>
            FormattableString.Invariant($"{Columns[told.Column]} {told.Information:F2} nats")));
        foreach (var warning in Warnings)
            text.Append("\nWARNING  ").Append(warning);
        return text.ToString();
    }

    /// <summary>Writes the page, in place of what was there.</summary>
    /// <param name="path">An HTML file.</param>
    /// <exception cref="GmmVaeException">It cannot be written.</exception>
    public void WritePage(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        SampleSheet.Save(path, stream => stream.Write(Encoding.UTF8.GetBytes(ClusterPage.Render(this))));
    }

    /// <summary>A cluster's columns, those first in which it differs most from all rows.</summary>
    internal static IEnumerable<ColumnProfile> Telling(ClusterProfile cluster) => cluster.Columns
        .Where(column => double.IsFinite(column.Difference)).OrderByDescending(column => Math.Abs(column.Difference));

    /// <summary>A column's mean in few digits, and how far it is from that of all rows.</summary>
    internal static string Words(ColumnProfile column) =>
        FormattableString.Invariant($"{column.Mean:G4} ({(column.Difference < 0 ? "−" : "+")}{Math.Abs(column.Difference):F1} SD)");

    private static float[] ReadAll(FittedModel model, Dataset rows, string output)
    {
        using var stream = RowStream.Of(rows);
        return model.ReadAll(stream, output);
    }

    private static double SameNeighbour(Dataset rows, int[] assigned)
    {
        var each = Math.Min(Neighbours, rows.Rows - 1);
        if (each < 1)
            return 1;
        var nearest = NearestRows.Of(rows, rows.Rows, each);
        return Enumerable.Range(0, nearest.Length).Count(i => assigned[nearest[i]] == assigned[i / each]) / (double)nearest.Length;
    }

    private static IEnumerable<string> Doubts(ClusterProfiles profiles, int rows)
    {
        var chance = profiles.Clusters.Sum(cluster => cluster.Share * cluster.Share);
        if (profiles.SameNeighbour < chance + (LeastStructure * (1 - chance)))
            yield return FormattableString.Invariant(
                $"weak clusters: {profiles.SameNeighbour:P0} of the nearest neighbours share their row's cluster, by chance it would be {chance:P0}: there may be no clusters, or fewer");
        var empty = profiles.Clusters.Count(cluster => 10.0 * profiles.Clusters.Count * cluster.Rows <= rows);
        if (empty > 0)
            yield return FormattableString.Invariant($"unused clusters: {empty} of {profiles.Clusters.Count} have nearly no rows");
    }
}
