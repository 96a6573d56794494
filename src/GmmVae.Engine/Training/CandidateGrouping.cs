using GmmVae.Domain.Clustering;
using GmmVae.Domain.Models;
using GmmVae.Domain.Steps;
using GmmVae.Domain.Training;
using GmmVae.Engine.Augmentation;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Kernels;

namespace GmmVae.Engine.Training;

/// <summary>
/// Groups the candidates of a model in training by how augmentations and neighbours in the training split are assigned; without more
/// candidates than clusters each is a group. Not thread-safe.
/// </summary>
internal sealed class CandidateGrouping : IDisposable
{
    /// <summary>So many of the nearest others are an observation's neighbours.</summary>
    private const int Neighbours = 5;

    /// <summary>What pairs of neighbours count for all together, as a part of what those of augmentations do.</summary>
    private const double NeighbourWeight = 0.5;

    /// <summary>The keys of a training step's own augmentations come before.</summary>
    private const int FirstAugmentation = 2;

    private readonly GaussianMixtureSpec spec;
    private readonly TrainingSpec training;
    private readonly Dataset data;
    private readonly ParameterStore store;
    private readonly WorkerPool workers;
    private readonly IPlan plan;
    private readonly int batch;
    private readonly Lazy<(int One, int Other)[]> neighbours;

    /// <summary>Compiles the joint of two augmentations over <paramref name="store"/>.</summary>
    internal CandidateGrouping(GaussianMixtureSpec spec, TrainingSpec training, Dataset data, ParameterStore store, WorkerPool workers)
    {
        batch = training.BatchFor(data.Rows);
        Rows = Math.Max(batch, NearestRows.Affordable(data));

        // A file may be sorted: its first rows would be of one kind.
        data = data.Spread(Rows);
        (this.spec, this.training, this.data, this.store, this.workers) = (spec, training, data, store, workers);
        neighbours = new Lazy<(int One, int Other)[]>(() => NearestRows.Mutual(data, Rows, Math.Min(Neighbours, Rows - 1)));
        plan = store.Compile(CandidateJointGraph.Build(spec).Graph, batch, workers);
    }

    private int Rows { get; }

    /// <summary>
    /// How the candidates belong together, over rows of the training split: by two strong augmentations of each observation, which are
    /// two thirds of all that counts, and by the pairs of observations that are among the five nearest of each other. Augmentations tell
    /// what may change; neighbours tell where the data go on, when the augmentations of an odd sort of observation look like several
    /// clusters. The nearest of a rare sort are soon of another sort, but are seldom near in return.
    /// </summary>
    internal CandidateGroups Find(TrainingStage stage)
    {
        var (joint, near) = (new double[spec.Candidates * spec.Candidates], new double[spec.Candidates * spec.Candidates]);
        AddAugmentations(stage, joint);
        AddNeighbours(near);

        // Each observation is augmented, but has more or fewer neighbours.
        var sizes = joint.Chunk(spec.Candidates).Select(row => row.Sum()).ToArray();
        var weight = near.Sum() is var pairs && pairs > 0 ? NeighbourWeight * joint.Sum() / pairs : 0;
        for (var i = 0; i < joint.Length; i++)
            joint[i] += weight * near[i];
        return CandidateGroups.Of(joint, sizes, spec.Clusters);
    }

    private void AddAugmentations(TrainingStage stage, double[] joint)
    {
        var (clean, rows) = (new float[batch * data.Features], new int[batch]);
        var strong = training.Phases[stage.Phase].StrongAugmentation;
        var (one, other) = (Strong(0), Strong(1));
        Add(joint, Rows / batch, first =>
        {
            data.CopyRange(first, batch, clean);
            for (var row = 0; row < batch; row++)
                rows[row] = first + row;
            Fill(one, GraphNames.Data);
            Fill(other, GraphNames.WeakView);
        });

        Augmenter? Strong(int number) => strong is AugmentationSpec.None ? null : new Augmenter(
            strong, data.Features, data.Image,
            RandomKeys.Augmentation(training.Seed, stage.Phase, stage.Restart, FirstAugmentation + number), workers);

        // As strong as at the end of the phase.
        void Fill(Augmenter? augmenter, string input)
        {
            if (augmenter is null)
                clean.CopyTo(plan.Input(input));
            else
                augmenter.Fill(clean, rows, 1, 1, plan.Input(input), data.Features);
        }
    }

    private void AddNeighbours(double[] joint)
    {
        // Where there are fewer pairs than make a batch, they are counted several times.
        var pairs = neighbours.Value;
        if (pairs.Length == 0)
            return;
        Add(joint, Math.Max(1, pairs.Length / batch), first =>
        {
            for (var row = 0; row < batch; row++)
            {
                var (one, other) = pairs[(first + row) % pairs.Length];
                data.CopyRange(one, 1, plan.Input(GraphNames.Data)[(row * data.Features)..]);
                data.CopyRange(other, 1, plan.Input(GraphNames.WeakView)[(row * data.Features)..]);
            }
        });
    }

    /// <summary>Adds the joint over full batches, summed in double in their order.</summary>
    private void Add(double[] joint, int batches, Action<int> fill)
    {
        for (var number = 0; number < batches; number++)
        {
            fill(number * batch);
            plan.Compute();
            var part = plan.Output(GraphNames.CandidateJoint);
            for (var i = 0; i < joint.Length; i++)
                joint[i] += part[i];
        }
    }

    /// <summary>Makes groups of what was found; of equal shares where those are about even.</summary>
    internal void Group(CandidateGroups found)
    {
        var members = store[ClusterHead.Members];
        var shares = store[ClusterHead.Shares];
        members.Clear();
        for (var i = 0; i < spec.Candidates; i++)
            members[(i * spec.Clusters) + found.Members[i]] = 1;
        for (var k = 0; k < spec.Clusters; k++)
            shares[k] = (float)(found.AreEven ? 1.0 / spec.Clusters : found.Shares[k]);
    }

    /// <summary>Frees the plan.</summary>
    public void Dispose() => plan.Dispose();
}

/// <summary>The nearest other observations of each, by Euclidean distance.</summary>
internal static class NearestRows
{
    private const int Block = 256;

    /// <summary>Multiplications and additions that a search may take: a second or two.</summary>
    private const double MostWork = 2e11;

    /// <summary>How many rows can be searched at reasonable cost: all, or a block at least.</summary>
    internal static int Affordable(Dataset data) => Math.Min(data.Rows, Math.Max(Block, (int)Math.Sqrt(MostWork / (2.0 * data.Features))));

    /// <summary>The pairs among the first <paramref name="rows"/> rows each of which is among the nearest of the other, the first of a pair
    /// first, in order.</summary>
    /// <param name="data">Whose rows.</param>
    /// <param name="rows">How many of them are looked at, at least two.</param>
    /// <param name="each">How many are the nearest of each, fewer than rows.</param>
    internal static (int One, int Other)[] Mutual(Dataset data, int rows, int each)
    {
        var nearest = Of(data, rows, each);
        return [.. Enumerable.Range(0, rows).SelectMany(one => nearest.Skip(one * each).Take(each)
            .Where(other => one < other && Array.IndexOf(nearest, one, other * each, each) >= 0).Order().Select(other => (one, other)))];
    }

    /// <summary>
    /// For each of the first <paramref name="rows"/> rows the nearest others among them, nearest first and of equally near ones the first
    /// first, [rows · each]. A missing value is at the mean, where the encoder reads it.
    /// </summary>
    /// <param name="data">Whose rows.</param>
    /// <param name="rows">How many of them are looked at.</param>
    /// <param name="each">How many neighbours of each, fewer than rows.</param>
    internal static int[] Of(Dataset data, int rows, int each)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(each, rows);
        var values = new float[rows * data.Features];
        data.CopyRange(0, rows, values);
        Preprocessing.FillMissing(values);
        var squares = new float[rows];
        for (var row = 0; row < rows; row++)
            squares[row] = Square(values.AsSpan(row * data.Features, data.Features));
        var nearest = new int[rows * each];
        var products = new float[Block * rows];
        var workspace = new float[Gemm.WorkspaceLength(Block, data.Features, parts: 1)];
        for (var first = 0; first < rows; first += Block)
        {
            var count = Math.Min(Block, rows - first);
            Gemm.Multiply(
                transposeLeft: false, transposeRight: true, count, rows, data.Features,
                values.AsSpan(first * data.Features, count * data.Features), values, products, workspace, part: 0, parts: 1);
            for (var row = 0; row < count; row++)
                Pick(products.AsSpan(row * rows, rows), squares, first + row, nearest.AsSpan((first + row) * each, each));
        }

        return nearest;
    }

    /// <summary>Keeps the nearest in order; the distance is |a − b|² less |a|², which is the same for every b.</summary>
    private static void Pick(ReadOnlySpan<float> products, ReadOnlySpan<float> squares, int self, Span<int> nearest)
    {
        var kept = 0;
        for (var other = 0; other < products.Length; other++)
        {
            if (other == self || (kept == nearest.Length && Distance(other, products, squares) >= Distance(nearest[^1], products, squares)))
                continue;
            var place = kept < nearest.Length ? kept++ : kept - 1;
            for (; place > 0 && Distance(other, products, squares) < Distance(nearest[place - 1], products, squares); place--)
                nearest[place] = nearest[place - 1];
            nearest[place] = other;
        }

        static float Distance(int other, ReadOnlySpan<float> products, ReadOnlySpan<float> squares) =>
            squares[other] - (2 * products[other]);
    }

    private static float Square(ReadOnlySpan<float> row)
    {
        var sum = 0f;
        foreach (var value in row)
            sum += value * value;
        return sum;
    }
}
