using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Torch;

/// <summary>Steps of the presets at their real widths, from the same numbers on both engines: what is too large for the oracle.</summary>
public sealed class PresetStepTests : IDisposable
{
    private const int Rows = 64;
    private const int Batch = 16;

    private static readonly ImageShape Image = new(28, 28, 1);
    private static readonly DataTraits Traits = new(Rows, 784, true, Image);

    private readonly WorkerPool workers = new(2);

    public void Dispose() => workers.Dispose();

    [TorchFact]
    public void A_step_of_every_model_of_the_report_preset_is_that_of_the_managed_engine()
    {
        foreach (var kind in Enum.GetValues<ModelKind>())
            foreach (var batchNorm in new[] { false, true })
                Hold(Presets.Report(kind, Traits) with { Epochs = 9, BatchNorm = batchNorm }, -1);
    }

    [TorchFact]
    public void A_step_of_every_phase_of_the_clustering_preset_is_that_of_the_managed_engine()
    {
        foreach (var phase in new[] { 0, 1, 2 })
            Hold(Presets.Clustering(Traits), phase);
    }

    private void Hold(RunOptions options, int number)
    {
        var (model, training) = (options with { Batch = Batch }).Check(Traits)
            .Bind(specs => TrainingSpec.Create(
                Array(specs.Training.Phases[Math.Max(0, number)]), 4, Batch, specs.Training.Seed, specs.Training.Adam)
                .Map(training => (specs.Model, training)))
            .Valid();
        using var trainer = new Trainer(model, training, Data(), workers);
        if (trainer.Store.Contains(ClusterHead.Members))
            Group(trainer.Store);
        Assert.True(trainer.Current.Compute(trainer.State, out _, out _).IsNone);
        var (graph, plan) = (trainer.Current.Graph, trainer.Current.Plan);

        using var store = new ParameterStore(trainer.Store.Inputs, new TorchEngine());
        foreach (var input in store.Inputs)
            trainer.Store.Read(input.Name).CopyTo(store[input.Name]);
        using var other = store.Compile(graph, Batch, workers);
        foreach (var input in graph.Inputs.Where(input => other.HasInput(input.Name)))
            plan.Input(input.Name).CopyTo(other.Input(input.Name));
        other.Compute();
        Assert.True(other.FirstNonFinite().IsNone);
        foreach (var output in graph.Outputs.Where(output => output.Replaces.IsNone))
            Close(plan.Output(output.Name), other.Output(output.Name), 1e-3, $"{model.Kind}, phase {number}: {output.Name}");
        trainer.Current.Update();
        other.Update();
        foreach (var input in store.Inputs)
            CloseOnTheWhole(trainer.Store.Read(input.Name), store.Read(input.Name), 1e-3,
                $"{model.Kind}, phase {number}: {input.Name} after the step");
    }

    /// <summary>Pictures with something in them: a bright block on a dim ground.</summary>
    private static Dataset Data()
    {
        var bytes = new byte[Rows * 784];
        for (var i = 0; i < bytes.Length; i++)
        {
            var (row, x, y) = (i / 784, i % 28, i / 28 % 28);
            var isBright = Math.Abs(x - 6 - (row % 16)) < 5 && Math.Abs(y - 8 - (row / 4 % 12)) < 6;
            bytes[i] = (byte)(isBright ? 200 + (Draws.Unit(3, i) * 55) : Draws.Unit(4, i) * 30);
        }

        return Dataset.FromBytes("made up", bytes, 784, Image);
    }

    private static void Group(ParameterStore store)
    {
        var members = store[ClusterHead.Members];
        var shares = store[ClusterHead.Shares];
        var (clusters, each) = (shares.Length, members.Length / shares.Length / shares.Length);
        for (var i = 0; i < members.Length; i++)
            members[i] = i / clusters / each == i % clusters ? 1 : 0;
        for (var k = 0; k < clusters; k++)
            shares[k] = 2f * (k + 1) / (clusters * (clusters + 1));
    }

    /// <summary>
    /// Whether the largest difference is small beside the largest element: sums of both engines are in single precision, in other orders.
    /// </summary>
    private static void Close(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var (largest, error) = (1e-6, 0.0);
        for (var i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            error = Math.Max(error, Math.Abs((double)expected[i] - actual[i]));
        }

        Assert.True(error <= tolerance * largest, FormattableString.Invariant($"{what}: {error:E2} of {largest:E2}"));
    }

    /// <summary>
    /// The same of the norms: Adam makes a whole step of a gradient that is zero but for rounding, so that a few elements may go either
    /// way.
    /// </summary>
    private static void CloseOnTheWhole(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance, string what)
    {
        var (size, error) = (1e-12, 0.0);
        for (var i = 0; i < expected.Length; i++)
        {
            size += (double)expected[i] * expected[i];
            error += ((double)expected[i] - actual[i]) * ((double)expected[i] - actual[i]);
        }

        Assert.True(Math.Sqrt(error) <= tolerance * Math.Sqrt(size),
            FormattableString.Invariant($"{what}: {Math.Sqrt(error):E2} of {Math.Sqrt(size):E2}"));
    }
}
