using System.Diagnostics;
using Xunit.Abstractions;

namespace GmmVae.Tests.Properties;

/// <summary>What is made and disposed of leaves nothing behind, once all code has been compiled as well as it will be.</summary>
public sealed class LeakTests(ITestOutputHelper output)
{
    [LongFact]
    public void A_thousand_models_leave_no_memory_handle_or_thread()
    {
        var data = SmallData.Rows(100);
        Use(600);
        var before = Measure();
        Use(1000);
        Report("1,000 models", before, Measure());

        void Use(int count)
        {
            for (var i = 0; i < count; i++)
                foreach (var name in new[] { "autoencoder", "vae", "gmm-vae" })
                {
                    using var model = EstimatorCase.Of(name).Create(threads: 2);
                    model.Fit(data);
                    EstimatorCase.Everything(model, data);
                }
        }
    }

    [LongFact]
    public void A_run_of_a_hundred_epochs_takes_no_more_in_the_last_than_in_the_second()
    {
        using var folder = new TemporaryFolder();
        Train(folder.File("first"), null);
        var watch = new Watch();
        Train(folder.File("second"), watch);
        Report("epochs 2 to 100", watch.Second, watch.Last);

        static void Train(string path, IProgress<TrainingProgress>? progress) => Runs.Train(
            new TrainRequest
            {
                Model = ModelKind.GaussianMixture, Preset = "report",
                Data = "line",
                Configure = options => options with { Hidden = LanguageExt.Prelude.Array(64), PriorHidden = LanguageExt.Prelude.Array(16),
                    Epochs = 100, Batch = 100 },
                OutputFolder = path,
                Threads = 2,
                CheckpointEvery = 10,
            },
            progress);
    }

    private void Report(string what, (long Bytes, int Handles, int Threads) before, (long Bytes, int Handles, int Threads) after)
    {
        output.WriteLine($"{what}: {before.Bytes / 1048576.0:F1} -> {after.Bytes / 1048576.0:F1} MB, {before.Handles} -> {after.Handles} handles, {before.Threads} -> {after.Threads} threads");
        Assert.InRange(after.Bytes, 0, before.Bytes * 1.01);
        Assert.InRange(after.Handles, 0, before.Handles + 2);
        Assert.InRange(after.Threads, 0, before.Threads + 2);
    }

    private static (long Bytes, int Handles, int Threads) Measure()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        using var process = Process.GetCurrentProcess();
        return (process.WorkingSet64, process.HandleCount, process.Threads.Count);
    }

    private sealed class Watch : IProgress<TrainingProgress>
    {
        public (long Bytes, int Handles, int Threads) Second { get; private set; }

        public (long Bytes, int Handles, int Threads) Last { get; private set; }

        public void Report(TrainingProgress value)
        {
            if (value.IsEpochEnd && value.Epoch == 2)
                Second = Measure();
            if (value.IsEpochEnd && value.Epoch == value.Epochs)
                Last = Measure();
        }
    }
}
