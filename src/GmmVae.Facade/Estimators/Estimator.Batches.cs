using System.Runtime.CompilerServices;
using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae;

/// <content>
/// Batches that come one after another, for data larger than memory. Each batch gives one result with a row for each of its rows,
/// in order, of the same bits as in one matrix; it is read before the next one is asked for, so its memory may be used again.
/// The model that there is at the first batch serves them all.
/// </content>
public abstract partial class Estimator
{
    /// <summary>
    /// Gathers batches in memory and trains on all their rows, to the same bits as <see cref="Fit(Matrix, IProgress{TrainingProgress}?, CancellationToken)"/>
    /// on one matrix: a training reads rows at random and often. Data larger than memory are trained on from an uncompressed
    /// <c>.npy</c> or IDX file, by its path.
    /// </summary>
    /// <param name="batches">Observations, [rows, features] each, all of one kind.</param>
    /// <param name="progress">Told a few times a second and after each epoch, on the training thread.</param>
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

    /// <summary>The mean codes of each batch, [rows, latent].</summary>
    /// <param name="batches">Observations, [rows, features] each (see <see cref="Matrix.LoadBatches"/>).</param>
    /// <param name="cancellationToken">Stops between pieces of a batch.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, or unusable data; thrown when the results are asked for.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IAsyncEnumerable<Matrix> EmbedAsync(IAsyncEnumerable<Matrix> batches, CancellationToken cancellationToken = default) =>
        EachAsync(batches, (model, rows, stop) => model.Read(rows, GraphNames.Code, stop), cancellationToken);

    /// <summary>What the model makes of the mean codes of each batch, [rows, features], in the units of the data.</summary>
    /// <inheritdoc cref="EmbedAsync"/>
    public IAsyncEnumerable<Matrix> ReconstructAsync(IAsyncEnumerable<Matrix> batches, CancellationToken cancellationToken = default) =>
        EachAsync(batches, (model, rows, stop) => model.Read(rows, GraphNames.Expectation, stop), cancellationToken);

    /// <summary>How badly each row of each batch fits, in nats, as <see cref="Score(Matrix)"/> says.</summary>
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
                var rows = new MatrixRows(batch, FormattableString.Invariant($"batch {number++}, counted from 0"));
                yield return await Task.Run(() => use(model, rows, cancellation), cancellation).ConfigureAwait(false);
            }
        }
    }
}
