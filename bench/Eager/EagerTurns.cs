using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace GmmVae.Bench.Eager;

/// <summary>The training loop of an eager model, as one writes it: batch, views, forward, backward, Adam, the objective read.</summary>
internal sealed class EagerTurns : ITurns
{
    private readonly BenchOptions options;
    private readonly EagerAutoEncoder model;
    private readonly optim.Optimizer optimizer;
    private readonly Tensor data;
    private readonly Tensor order;
    private readonly int perEpoch;

    public EagerTurns(BenchOptions options, Dataset rows)
    {
        this.options = options;
        random.manual_seed(0);
        var bytes = new float[rows.Rows * rows.Features];
        rows.CopyRange(0, rows.Rows, bytes);
        using (var values = tensor(bytes, rows.Rows, rows.Features))
        using (var grey = values * 255)
            data = grey.round().to_type(ScalarType.Byte).DetachFromDisposeScope();
        order = randperm(rows.Rows);
        perEpoch = rows.Rows / options.Batch;
        model = Create(options, options.WarmUp + options.Steps, perEpoch);
        optimizer = optim.Adam(model.Learned, lr: model.Rate);
    }

    /// <summary>The model of a case, ready to train.</summary>
    public static EagerAutoEncoder Create(BenchOptions options, int steps, int stepsPerEpoch)
    {
        var (spec, _) = options.Specify(60_000);
        var sizes = new EagerSizes(spec.Latent, options.BatchNorm, options.Threshold);
        if (options.IsClustering)
        {
            var clustering = new EagerClustering(sizes, steps, stepsPerEpoch);
            clustering.Begin();
            return clustering;
        }

        EagerAutoEncoder model = options.Model switch
        {
            ModelKind.GaussianMixture => new EagerGaussianMixture(sizes),
            ModelKind.Variational => new EagerVae(sizes),
            _ => new EagerAutoEncoder(sizes),
        };
        model.Train();
        return model;
    }

    public IReadOnlyList<StepTime> Steps(int count)
    {
        set_num_threads(options.Threads);
        var times = new List<StepTime>();
        for (var i = 0; i < count; i++)
        {
            var started = StepTime.Now;
            using (NewDisposeScope())
            {
                var first = model.Step % perEpoch * options.Batch;
                var part = data[order[TensorIndex.Slice(first, first + options.Batch)]].to_type(ScalarType.Float32).div_(255);
                optimizer.zero_grad();
                var objective = model.Objective(model.Terms(model.Views(part)));
                objective.backward();
                foreach (var group in optimizer.ParamGroups)
                    group.LearningRate = model.Rate;
                optimizer.step();
                model.Follow();
                _ = objective.item<float>();
            }

            times.Add(started.Elapsed);
        }

        return times;
    }

    public void Dispose()
    {
        optimizer.Dispose();
        foreach (var (_, layer, _) in model.Named)
            layer.Dispose();
        model.Dispose();
        data.Dispose();
        order.Dispose();
    }
}
