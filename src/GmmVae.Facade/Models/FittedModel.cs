using System.Diagnostics;
using GmmVae.Domain;
using GmmVae.Domain.Clustering;
using GmmVae.Domain.Models;
using GmmVae.Domain.Steps;
using GmmVae.Engine.Artifacts.Checkpoints;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Inference;
using GmmVae.Engine.Training;

namespace GmmVae;

/// <summary>
/// A trained model at work: what all estimators and commands compute with. Its storage is freed when the last user has left.
/// Thread-safe.
/// </summary>
internal sealed class FittedModel : IDisposable
{
    private const int SmallDataPreset = 64;

    private readonly ParameterStore store;
    private readonly InferencePool pool;
    private readonly int threads;
    private int users = 1;

    internal FittedModel(Checkpoint checkpoint, int threads, IEngine engine)
    {
        (Checkpoint, this.threads) = (checkpoint, threads);
        store = ParameterStore.Of(EvaluationGraph.Build(Model).Graph, engine);
        checkpoint.Restore(store);
        pool = new InferencePool(Model, Header.Preprocessing, Header.Training.Seed, store, threads);
    }

    internal Checkpoint Checkpoint { get; }

    internal CheckpointHeader Header => Checkpoint.Header;

    internal ModelSpec Model => Header.Model;

    /// <summary>The parameters and running statistics, only to read.</summary>
    internal ParameterStore Store => store;

    /// <summary>The number of clusters, of a model that has them.</summary>
    internal int Clusters => (Model as ClusteringSpec)?.Clusters ?? 0;

    /// <summary>Reads a model's file, or the checkpoint of a run folder.</summary>
    internal static FittedModel Load(string path, int? threads, EngineChoice choice)
    {
        ArgumentNullException.ThrowIfNull(path);
        var count = RequestRules.CheckThreads(threads);
        var engine = choice.Open();
        return new FittedModel(ReadCheckpoint(path), count, engine);
    }

    /// <summary>The checkpoint of a model's file, or of a run folder.</summary>
    internal static Checkpoint ReadCheckpoint(string path) =>
        Checkpoint.Read(Directory.Exists(path) ? Path.Combine(path, RunFolder.CheckpointName) : path).OrThrow();

    /// <summary>Adds a user; only while there is one.</summary>
    internal FittedModel Enter()
    {
        Interlocked.Increment(ref users);
        return this;
    }

    /// <summary>Leaves; the last one frees the storage.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref users) != 0)
            return;
        pool.Dispose();
        store.Dispose();
    }

    /// <summary>Hands over an output of the evaluation graph for all rows, in order; returns their number.</summary>
    internal long Read(RowStream rows, string output, InferencePiece use, CancellationToken cancellation = default)
    {
        Suitability.OfShape(Header, rows.Name, rows.Image).ThrowIfSome();
        var (model, result) = (Instruments.Model(Model.Kind), Instruments.Result(ResultOf(output)));
        using var activity = Instruments.Source.StartActivity(ResultOf(output))?.SetTag(model.Key, model.Value);
        try
        {
            return pool.Use(output, rows.Rows, run => run.Run(rows, Counted, cancellation)).OrThrow();
        }
        catch (Exception fault)
        {
            activity?.SetStatus(ActivityStatusCode.Error, fault.Message);
            throw;
        }

        void Counted(long first, ReadOnlySpan<float> piece)
        {
            use(first, piece);
            Instruments.InferenceRows.Add(piece.Length / WidthOf(output), model, result);
        }
    }

    /// <summary>An output of the evaluation graph for all rows; an expectation is in the units of the data.</summary>
    internal Matrix Read(RowStream rows, string output, CancellationToken cancellation = default)
    {
        var values = ReadAll(rows, output, cancellation);
        if (output != GraphNames.Expectation)
            return Matrix.Of(values, WidthOf(output));
        return Matrix.InUnits(Header, values);
    }

    /// <summary>The negative ELBO of all rows in nats, or with a number of samples the negative importance-weighted bound.</summary>
    internal double[] Score(RowStream rows, int? samples = null, CancellationToken cancellation = default)
    {
        var scores = new List<double>();
        ReadScores(rows, samples, (_, piece) => scores.AddRange(Array.ConvertAll(piece.ToArray(), score => (double)score)), cancellation);
        return [.. scores];
    }

    /// <summary>Hands over the scores of all rows, in order; returns their number.</summary>
    internal long ReadScores(RowStream rows, int? samples, InferencePiece use, CancellationToken cancellation)
    {
        if (samples is not { } count)
            return Read(rows, GraphNames.Total, use, cancellation);
        if (count < 1)
            throw new GmmVaeException(FailureKind.Usage,
                FormattableString.Invariant($"The importance-weighted bound takes at least 1 sample, not {count}."));
        if (Model is AutoEncoderSpec)
            throw new GmmVaeException(
                FailureKind.Usage, "An autoencoder has no distribution of codes, and so no importance-weighted bound.\n  Leave out the samples: it is scored by its reconstruction then.");
        Suitability.OfShape(Header, rows.Name, rows.Image).ThrowIfSome();
        using var workers = new WorkerPool(rows.Rows is <= SmallDataPreset ? 1 : threads);
        using var run = new ImportanceRun(Model, Header.Preprocessing, Header.Training.Seed, count, SmallDataPreset, store, workers);
        return run.Run(rows, (first, bounds) => use(first, Array.ConvertAll(bounds.ToArray(), bound => -bound)), cancellation).OrThrow();
    }

    /// <summary>How ordinary each row is among reference rows.</summary>
    internal double[] PValues(RowStream rows, RowStream reference, int? samples)
    {
        var ordinary = Score(reference, samples);
        Array.Sort(ordinary);
        return Array.ConvertAll(Score(rows, samples), score => ConformalPValue.Of(ordinary, score));
    }

    /// <summary>The most probable cluster of all rows.</summary>
    internal int[] Predict(RowStream rows, CancellationToken cancellation = default)
    {
        var clusters = new List<int>();
        Read(rows, GraphNames.Responsibilities, (_, piece) => clusters.AddRange(MostProbable(piece)), cancellation);
        return [.. clusters];
    }

    /// <summary>The most probable cluster of each row of probabilities.</summary>
    internal int[] MostProbable(ReadOnlySpan<float> probabilities) =>
        ClusterAssignment.MostProbable(probabilities, probabilities.Length / Clusters, Clusters);

    /// <summary>The numbers that a row gets in an output of the evaluation graph.</summary>
    internal int WidthOf(string output) => output switch
    {
        GraphNames.Code => Model.Latent,
        GraphNames.Expectation => Model.Features,
        GraphNames.Total => 1,
        _ => Clusters,
    };

    private static string ResultOf(string output) => output switch
    {
        GraphNames.Code => "embed",
        GraphNames.Expectation => "reconstruct",
        GraphNames.Total => "score",
        _ => "predict",
    };

    /// <summary>Samples in the model's units, by one thread or all.</summary>
    internal float[] Generate(bool inParallel, double temperature, GaussianMap? codes, Func<SampleGenerator, float[]> draw)
    {
        using var workers = new WorkerPool(inParallel ? threads : 1);
        using var generator = new SampleGenerator(Model, store, workers, codes) { Temperature = temperature };
        return draw(generator);
    }

    /// <summary>The expected observations given codes, in the model's units.</summary>
    internal float[] Decode(ReadOnlySpan<float> codes)
    {
        using var workers = new WorkerPool(codes.Length / Model.Latent > SmallDataPreset ? threads : 1);
        using var run = new DecodingRun(Model, store, workers);
        return run.Decode(codes);
    }

    /// <summary>The rows that stand for each cluster; the rows are read twice.</summary>
    internal int[][] Representatives(Func<RowStream> open, int count)
    {
        if (count < 1)
            throw new GmmVaeException(FailureKind.Usage,
                FormattableString.Invariant($"A cluster is represented by at least 1 row, not {count}."));
        using RowStream first = open(), second = open();
        return ClusterRepresentatives.Nearest(ReadAll(first, GraphNames.Code, CancellationToken.None), Model.Latent, Predict(second),
            Clusters, count);
    }

    /// <summary>A Gaussian of the codes of all rows.</summary>
    internal GaussianMap FitCodes(RowStream rows, CancellationToken cancellation = default)
    {
        var fit = new GaussianFit(Model.Latent);
        Read(rows, GraphNames.Code, (_, codes) => fit.Add(codes), cancellation);
        return fit.Rows > 0 ? fit.Fit()
            : throw new GmmVaeException(FailureKind.Data, $"There are no rows to take codes from.\n  at {rows.Name}");
    }

    /// <summary>An output of the evaluation graph for all rows, as the model computes it.</summary>
    internal float[] ReadAll(RowStream rows, string output, CancellationToken cancellation = default)
    {
        var width = WidthOf(output);
        if (rows.Rows is not { } count)
        {
            var growing = new List<float>();
            Read(rows, output, (_, piece) => growing.AddRange(piece), cancellation);
            return [.. growing];
        }

        var values = count * width <= Array.MaxLength
            ? new float[count * width]
            : throw new GmmVaeException(FailureKind.Data,
                $"The results do not fit into one array.\n  at {rows.Name}\n  Give fewer rows at a time (see {Faq.Memory}).");
        Read(rows, output, (first, piece) => piece.CopyTo(values.AsSpan((int)first * width)), cancellation);
        return values;
    }
}
