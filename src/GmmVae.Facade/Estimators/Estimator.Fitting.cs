using System.Runtime.CompilerServices;
using GmmVae.Domain.Models;
using GmmVae.Engine.Data;
using GmmVae.Engine.Data.Sources;

namespace GmmVae;

/// <content>
/// Batches that come one after another, for data larger than memory. Each batch gives one result with a row for each of its rows,
/// in order, of the same bits as in one matrix; it is read before the next one is asked for, so its memory may be used again.
/// The model that there is at the first batch serves them all.
/// </content>
public abstract partial class Estimator
{
    /// <summary>
    /// Gathers batches in memory and trains on all their rows, to the same bits as
    /// <see cref="Fit(Matrix, IProgress{TrainingProgress}?, CancellationToken)"/>
    /// on one matrix: a training reads rows at random and often. Data larger than memory are trained on from an uncompressed
    /// <c>.npy</c> or IDX file, by its path.
    /// </summary>
    /// <param name="batches">Observations, [rows, features] each, all of one kind.</param>
    /// <param name="progress">Receives progress a few times a second and after each epoch, on the training thread.</param>
    /// <param name="cancellationToken">Stops between batches and between steps.</param>
    /// <exception cref="GmmVaeException">Wrong options, unusable data, more than memory holds, or the training diverged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task FitAsync(
        IAsyncEnumerable<Matrix> batches, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        RequireAlive();
        var rows = await MatrixGathering.Gather(batches, cancellationToken).ConfigureAwait(false);
        await FitAsync(rows, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The mean latent codes of each batch, [rows, latent].</summary>
    /// <param name="batches">Observations, [rows, features] each (see <see cref="Matrix.LoadBatches"/>).</param>
    /// <param name="cancellationToken">Stops between pieces of a batch.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, or unusable data; thrown when the results are asked for.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IAsyncEnumerable<Matrix> EmbedAsync(IAsyncEnumerable<Matrix> batches, CancellationToken cancellationToken = default) =>
        EachAsync(batches, (model, rows, stop) => model.Read(rows, GraphNames.Code, stop), cancellationToken);

    /// <summary>The decoded mean latent codes of each batch, [rows, features], in the units of the data.</summary>
    /// <inheritdoc cref="EmbedAsync"/>
    public IAsyncEnumerable<Matrix> ReconstructAsync(IAsyncEnumerable<Matrix> batches, CancellationToken cancellationToken = default) =>
        EachAsync(batches, (model, rows, stop) => model.Read(rows, GraphNames.Expectation, stop), cancellationToken);

    /// <summary>The anomaly score of each row of each batch, in nats, as <see cref="Score(Matrix)"/> says.</summary>
    /// <inheritdoc cref="EmbedAsync"/>
    public IAsyncEnumerable<double[]> ScoreAsync(IAsyncEnumerable<Matrix> batches, CancellationToken cancellationToken = default) =>
        EachAsync(batches, (model, rows, stop) => model.Score(rows, samples: null, stop), cancellationToken);

    /// <summary>Uses the trained model on each batch, on another thread.</summary>
    private protected IAsyncEnumerable<T> EachAsync<T>(
        IAsyncEnumerable<Matrix> batches, Func<FittedModel, RowStream, CancellationToken, T> use, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batches);
        return Results(cancellationToken);

        async IAsyncEnumerable<T> Results([EnumeratorCancellation] CancellationToken cancellation)
        {
            using var model = Enter();
            var number = 0L;
            await foreach (var batch in batches.WithCancellation(cancellation).ConfigureAwait(false))
            {
                var rows = MatrixRows.For(model.Header, batch, FormattableString.Invariant($"batch {number++}, counted from 0"));
                yield return await Task.Run(() => use(model, rows, cancellation), cancellation).ConfigureAwait(false);
            }
        }
    }
}

public abstract partial class Estimator
{
    /// <summary>
    /// Continues training this model on all rows of a matrix: from its parameters, with its specification and its
    /// preprocessing, which <see cref="Fit(Matrix, IProgress{TrainingProgress}?, CancellationToken)"/> would make anew.
    /// </summary>
    /// <param name="data">Observations of the same kind, [rows, features].</param>
    /// <param name="changes">How to train.</param>
    /// <param name="progress">Receives progress a few times a second and after each epoch, on the training thread.</param>
    /// <param name="cancellationToken">Stops between steps; the model stays as it was.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, wrong options, unusable data, or the training diverged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void FineTune(Matrix data, FineTuning? changes = null, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        RequireAlive();
        var rows = With(model => MatrixRows.InOrder(model.Header, data, Matrix.SourceName)).ToDataset(Matrix.SourceName);
        TrainOn(SourceRows.AllOf(rows, []).OrThrow(), Matrix.SourceName, changes, progress, cancellationToken);
    }

    /// <summary>
    /// Continues training this model on the training split of a data source: the same bits as the command
    /// line's training from this model with the same options.
    /// </summary>
    /// <param name="source">A name or a path: everything that the command line accepts as data.</param>
    /// <param name="changes">How to train.</param>
    /// <param name="progress">Receives progress a few times a second and after each epoch, on the training thread.</param>
    /// <param name="cancellationToken">Stops between steps; the model stays as it was.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, wrong options, unusable data, or the training diverged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void FineTune(string source, FineTuning? changes = null, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        RequireAlive();
        var reading = With(model => DataOptions.Of(options.Table, model.Header));
        TrainOn(Sources.Read(source, options.DataFolder, reading, cancellation: cancellationToken), DataSource.Locate(source), changes,
            progress, cancellationToken);
    }

    /// <summary><see cref="FineTune(Matrix, FineTuning?, IProgress{TrainingProgress}?, CancellationToken)"/> on another thread.</summary>
    public Task FineTuneAsync(
        Matrix data, FineTuning? changes = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken =
            default) =>
        Task.Run(() => FineTune(data, changes, progress, cancellationToken), cancellationToken);

    /// <summary><see cref="FineTune(string, FineTuning?, IProgress{TrainingProgress}?, CancellationToken)"/> on another thread.</summary>
    public Task FineTuneAsync(
        string source, FineTuning? changes = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken =
            default) =>
        Task.Run(() => FineTune(source, changes, progress, cancellationToken), cancellationToken);

    private void TrainOn(SourceRows rows, string source, FineTuning? changes, IProgress<TrainingProgress>? progress,
        CancellationToken cancellation)
    {
        var wanted = changes ?? new FineTuning();
        Train(
            () =>
            {
                var request = new TrainRequest { Model = options.Kind, Data = source, Preset = wanted.Preset, Configure = wanted.Apply,
                    Threads = options.Threads, Engine = options.Engine, Device = options.Device, Logger = options.Logger };
                RequestRules.RequirePreset(request);
                return RunPlan.Specify(request, rows, source, With(model => model.Checkpoint));
            },
            progress,
            cancellation);
    }
}
