namespace GmmVae.Bench;

/// <summary>Ends a training after so many steps, before what would come next.</summary>
internal sealed class Halt : ITrainingObserver, IDisposable
{
    private readonly long steps;
    private readonly CancellationTokenSource source = new();

    internal Halt(long steps)
    {
        this.steps = steps;
        CancelAfter(0);
    }

    internal CancellationToken Token => source.Token;

    public void OnStep(in StepRecord step) => CancelAfter(step.Step);

    public void OnEpoch(EpochRecord epoch, TrainingState state)
    {
    }

    public void Dispose() => source.Dispose();

    private void CancelAfter(long step)
    {
        if (step >= steps)
            source.Cancel();
    }
}
