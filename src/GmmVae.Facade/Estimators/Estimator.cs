using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using GmmVae.Engine.Data;
using GmmVae.Engine.Data.Sources;
using GmmVae.Engine.Training;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GmmVae;

/// <summary>What all models can do: learn from rows without labels, and turn rows into codes and back.</summary>
/// <remarks>
/// <para>
/// Safe for any number of threads: those that use a trained model get the same results as one alone, while another trains it
/// anew they use the old one, and trainings of one model wait for each other. What a row gets depends on the row and the
/// model alone, bit for bit.
/// </para>
/// <para>
/// Failures that a caller can expect are <see cref="GmmVaeException"/>: wrong options, unusable data (with row and column),
/// use before training or after disposal. A training that fails or is cancelled leaves the model as it was.
/// </para>
/// </remarks>
public abstract partial class Estimator : IDisposable
{
    private readonly EstimatorOptions options;
    private readonly Lock training = new();
    private readonly Lock gate = new();
    private readonly CheckpointHeader? loaded;
    private FittedModel? current;
    private bool isDisposed;

    private ILogger Log => options.Logger ?? NullLogger.Instance;

    private protected Estimator(EstimatorOptions options) => this.options = options;

    private protected Estimator(EstimatorOptions options, FittedModel model)
    {
        (this.options, current, loaded) = (options, model, model.Header);
        var wanted = model.Model switch
        {
            AutoEncoderSpec => nameof(AutoEncoder),
            VariationalSpec => nameof(VariationalAutoEncoder),
            PlainMixtureSpec when this is GaussianMixture => nameof(GaussianMixture),
            _ => nameof(GaussianMixtureVae),
        };
        if (wanted == GetType().Name)
            return;
        model.Dispose();
        throw new GmmVaeException(
            FailureKind.Data,
                $"The file holds a model of another kind, {model.Model.Kind}, which {GetType().Name} cannot use.\n  Use {wanted}.Load.");
    }

    /// <summary>Whether there is a trained model to use.</summary>
    public bool IsFitted
    {
        get
        {
            lock (gate)
                return !isDisposed && current is not null;
        }
    }

    /// <summary>The number of values in a row that the model reads.</summary>
    /// <exception cref="GmmVaeException">Not trained yet, or disposed.</exception>
    public int Features => With(model => model.Model.Features);

    /// <summary>The number of dimensions of a code.</summary>
    /// <exception cref="GmmVaeException">Not trained yet, or disposed.</exception>
    public int Latent => With(model => model.Model.Latent);

    /// <summary>Trains on all rows of a matrix. Preprocessing (bytes to grey levels, numbers standardised by column) is fitted too and
    /// becomes part of the model.</summary>
    /// <param name="data">Observations, [rows, features]. It is not changed.</param>
    /// <param name="progress">Receives progress a few times a second and after each epoch, on the training thread.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <exception cref="GmmVaeException">Wrong options, unusable data, or the training diverged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Fit(Matrix data, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        RequireAlive();
        var rows = data.ToDataset(Matrix.SourceName);
        Train(SourceRows.AllOf(rows, data.ColumnNames).OrThrow(), Matrix.SourceName, progress, cancellationToken);
    }

    /// <summary>Trains on rows of which some have a known class.</summary>
    private protected void FitLabelled(Matrix data, IReadOnlyList<int> labels, IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(labels);
        RequireAlive();
        var rows = data.ToDataset(Matrix.SourceName);
        if (labels.Count != rows.Rows || labels.Any(label => label < Dataset.Unknown))
            throw new GmmVaeException(FailureKind.Data,
                FormattableString.Invariant($"{labels.Count} labels do not fit {rows.Rows} rows: give one for each, a class from 0 on or -1 where it is not known."));
        rows = rows.WithLabels(labels.ToArray());
        Train(SourceRows.AllOf(rows, data.ColumnNames).OrThrow(), Matrix.SourceName, progress, cancellationToken);
    }

    /// <summary>
    /// Trains on the training split of a data source: the same bits as the command line's training with the same options.
    /// To train on all its rows, give <see cref="Matrix.Load"/> of it.
    /// </summary>
    /// <param name="source">A name such as <c>line</c>, or a path: whatever the command line takes as data.</param>
    /// <param name="progress">Receives progress a few times a second and after each epoch, on the training thread.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <exception cref="GmmVaeException">Wrong options, unusable data, or the training diverged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Fit(string source, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        RequireAlive();
        var rows = Sources.Read(
            source, options.DataFolder, DataOptions.Of(options.Table, loaded), new DownloadRelay(progress, Log), cancellationToken);
        Train(rows, DataSource.Locate(source), progress, cancellationToken);
    }

    /// <summary><see cref="Fit(Matrix, IProgress{TrainingProgress}?, CancellationToken)"/> on another thread.</summary>
    public Task FitAsync(Matrix data, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => Fit(data, progress, cancellationToken), cancellationToken);

    /// <summary><see cref="Fit(string, IProgress{TrainingProgress}?, CancellationToken)"/> on another thread.</summary>
    public Task FitAsync(string source, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => Fit(source, progress, cancellationToken), cancellationToken);

    /// <summary>The mean code of each row, [rows, latent].</summary>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, or unusable data.</exception>
    public Matrix Embed(Matrix data) => With(data, (model, rows) => model.Read(rows, GraphNames.Code));

    /// <summary>The mean code of each row of a data source, in order, [rows, latent].</summary>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, or unusable data.</exception>
    public Matrix Embed(string source) => With(source, (model, rows) => model.Read(rows, GraphNames.Code));

    /// <summary>What the model makes of each row's mean code, [rows, features], in the units of the data (grey levels in [0, 1] for
    /// bytes).</summary>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, or unusable data.</exception>
    public Matrix Reconstruct(Matrix data) => With(data, (model, rows) => model.Read(rows, GraphNames.Expectation));

    /// <summary>What the model makes of the mean code of each row of a data source, in order.</summary>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, or unusable data.</exception>
    public Matrix Reconstruct(string source) => With(source, (model, rows) => model.Read(rows, GraphNames.Expectation));

    /// <summary>
    /// The anomaly score of each row, in nats: an estimate of the negative ELBO (for an autoencoder, of the reconstruction's
    /// −ln p), an upper bound on −ln p of the preprocessed row. The noise of the estimate is drawn from the seed and the
    /// row's values, so equal rows have equal scores.
    /// </summary>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, or unusable data.</exception>
    public double[] Score(Matrix data) => With(data, (model, rows) => model.Score(rows));

    /// <summary>How badly each row of a data source fits, in order, in nats.</summary>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, or unusable data.</exception>
    public double[] Score(string source) => With(source, (model, rows) => model.Score(rows));

    /// <summary>Frees the model once those who use it just now are done. Doing so again does nothing.</summary>
    public void Dispose()
    {
        FittedModel? last;
        lock (gate)
            (last, current, isDisposed) = (current, null, true);
        last?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Uses the trained model, which stays alive meanwhile.</summary>
    private protected T With<T>(Func<FittedModel, T> use)
    {
        using var model = Enter();
        return use(model);
    }

    /// <summary>Uses the trained model on the rows of a matrix.</summary>
    private protected T With<T>(Matrix data, Func<FittedModel, RowStream, T> use)
    {
        ArgumentNullException.ThrowIfNull(data);
        return With(model => use(model, MatrixRows.For(model.Header, data)));
    }

    /// <summary>Uses the trained model on the rows of a source.</summary>
    private protected T With<T>(string source, Func<FittedModel, RowStream, T> use)
    {
        ArgumentNullException.ThrowIfNull(source);
        return With(model =>
        {
            using var rows = Sources.Stream(source, options.DataFolder, DataOptions.Of(options.Table, model.Header));
            return use(model, rows);
        });
    }

    private void Train(SourceRows rows, string source, IProgress<TrainingProgress>? progress, CancellationToken cancellation) =>
        Train(() => Specify(rows, source), progress, cancellation);

    private void Train(Func<RunPlan> specify, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        lock (training)
        {
            cancellation.ThrowIfCancellationRequested();
            var plan = specify();
            var chosen = plan.Choose(progress, cancellation);
            Replace(new FittedModel(Trained(), plan.Threads, options.Choice.Open()));

            Checkpoint Trained()
            {
                if (chosen.Mixture is { } found)
                    return found.Capture(chosen.Header);
                using var session = new TrainingSession(
                    chosen, plan.Data, plan.Threads, plan.FineTuned, Log, cancellation: cancellation);
                return session.Fit(progress, cancellation);
            }
        }
    }

    private RunPlan Specify(SourceRows rows, string source)
    {
        if (loaded is null)
        {
            var request = new TrainRequest
            {
                Model = options.Kind, Data = source, Preset = options.Preset, Configure = options.Apply, Threads = options.Threads,
                    Engine = options.Engine, Device = options.Device, Logger = options.Logger,
            };
            RequestRules.RequirePreset(request);
            return RunPlan.Specify(request, rows, source);
        }

        var data = Sources.Split(rows, loaded.Training.Seed, loaded.Training.ShuffleBlock, loaded.Training.EvaluationRows).OrThrow();
        var isBytes = loaded.Preprocessing is Preprocessing.ByteScaling;
        if (loaded.Model.Features != data.Train.Features || isBytes != data.Train.HoldsBytes)
            throw new GmmVaeException(
                FailureKind.Data,
                FormattableString.Invariant($"A loaded model is trained anew with its own specification, which is for rows of {loaded.Model.Features} {(isBytes ? "bytes" : "numbers")}.\n  Make a new model for other data."));
        Suitability.OfWhole(loaded.Model, rows, isTrained: true).ThrowIfSome();
        loaded.Training.IncompatibilityWith(data.Train.Features, data.Train.Image).IfSome(error =>
            throw new GmmVaeException(FailureKind.Data, error.Text));
        var header = (loaded with
        {
            DataSource = source,
            DataSeed = RunPlan.DataSeedOf(rows, loaded.Training),
            DataFingerprint = data.Train.Fingerprint,
            Preprocessing = data.Preprocessing,
            Image = LanguageExt.Prelude.Optional(data.Train.Image),
            Engine = options.Choice.Name,
        }).Of(rows.Table);
        return new RunPlan(header, data, RequestRules.CheckThreads(options.Threads), LanguageExt.Arr<ClusterCountTrial>.Empty, Log)
        {
            Mixtures = loaded.Model is PlainMixtureSpec plain ? new MixturePlan(LanguageExt.Prelude.Array(plain), loaded.Training) : null,
        };
    }

    private void Replace(FittedModel fitted)
    {
        FittedModel? old;
        lock (gate)
            (old, current) = isDisposed ? (fitted, null) : (current, fitted);
        old?.Dispose();
        RequireAlive();
    }

    private FittedModel Enter()
    {
        lock (gate)
        {
            RequireAlive();
            return current?.Enter()
                ?? throw new GmmVaeException(FailureKind.Usage, "The model is not trained yet.\n  Call Fit first, or get a trained one with Load.");
        }
    }

    private void RequireAlive()
    {
        lock (gate)
            if (isDisposed)
                throw new GmmVaeException(FailureKind.Usage, "The model has been disposed.\n  Use it before its Dispose, or Load it again.");
    }
}
