using GmmVae.Engine;

namespace GmmVae;

public abstract partial class Estimator
{
    /// <summary>
    /// Goes on training the model that there is on all rows of a matrix: from its parameters, with its specification and its
    /// preprocessing, which <see cref="Fit(Matrix, IProgress{TrainingProgress}?, CancellationToken)"/> would make anew.
    /// </summary>
    /// <param name="data">Observations of the same kind, [rows, features].</param>
    /// <param name="changes">How to train.</param>
    /// <param name="progress">Told a few times a second and after each epoch, on the training thread.</param>
    /// <param name="cancellationToken">Stops between steps; the model stays as it was.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, wrong options, unusable data, or the training diverged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void FineTune(Matrix data, FineTuning? changes = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        RequireAlive();
        var rows = data.ToDataset(MatrixName);
        TrainOn(SourceRows.AllOf(rows).OrThrow(), MatrixName, changes, progress, cancellationToken);
    }

    /// <summary>
    /// Goes on training the model that there is on the training split of a data source: the same bits as <c>gmmvae train
    /// --start-from</c> with the same options.
    /// </summary>
    /// <param name="source">A name or a path: whatever <c>gmmvae train --data</c> takes.</param>
    /// <param name="changes">How to train.</param>
    /// <param name="progress">Told a few times a second and after each epoch, on the training thread.</param>
    /// <param name="cancellationToken">Stops between steps; the model stays as it was.</param>
    /// <exception cref="GmmVaeException">Not trained yet, disposed, wrong options, unusable data, or the training diverged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void FineTune(string source, FineTuning? changes = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        RequireAlive();
        TrainOn(Sources.Read(source, options.DataFolder, cancellation: cancellationToken), DataSource.Locate(source), changes, progress, cancellationToken);
    }

    /// <summary><see cref="FineTune(Matrix, FineTuning?, IProgress{TrainingProgress}?, CancellationToken)"/> on another thread.</summary>
    public Task FineTuneAsync(
        Matrix data, FineTuning? changes = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => FineTune(data, changes, progress, cancellationToken), cancellationToken);

    /// <summary><see cref="FineTune(string, FineTuning?, IProgress{TrainingProgress}?, CancellationToken)"/> on another thread.</summary>
    public Task FineTuneAsync(
        string source, FineTuning? changes = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => FineTune(source, changes, progress, cancellationToken), cancellationToken);

    private void TrainOn(SourceRows rows, string source, FineTuning? changes, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var wanted = changes ?? new FineTuning();
        Train(
            () =>
            {
                var request = new TrainRequest { Model = options.Kind, Data = source, Preset = wanted.Preset, Configure = wanted.Apply, Threads = options.Threads, Logger = options.Logger };
                Runs.RequirePreset(request);
                return Runs.Specify(request, rows, source, With(model => model.Checkpoint));
            },
            progress,
            cancellation);
    }
}
