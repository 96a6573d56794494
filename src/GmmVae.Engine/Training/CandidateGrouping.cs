using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>Groups the candidates of a model in training by how views and neighbours in the training split are assigned; without more candidates than clusters each is a group. Not thread-safe.</summary>
internal sealed class CandidateGrouping : IDisposable
{
    /// <summary>Neighbours that each observation is compared with.</summary>
    private const int Neighbours = 5;

    /// <summary>The keys of a training step's own views come before.</summary>
    private const int FirstView = 2;

    private readonly GaussianMixtureSpec spec;
    private readonly TrainingSpec training;
    private readonly Dataset data;
    private readonly ParameterStore store;
    private readonly WorkerPool workers;
    private readonly Plan plan;
    private readonly int batch;
    private readonly Lazy<int[]> nearest;

    /// <summary>Compiles the joint of two views over <paramref name="store"/>.</summary>
    internal CandidateGrouping(GaussianMixtureSpec spec, TrainingSpec training, Dataset data, ParameterStore store, WorkerPool workers)
    {
        batch = training.BatchFor(data.Rows);
        Rows = Math.Max(batch, NearestRows.Affordable(data));

        // A file may be sorted: its first rows would be of one kind.
        data = data.Spread(Rows);
        (this.spec, this.training, this.data, this.store, this.workers) = (spec, training, data, store, workers);
        nearest = new Lazy<int[]>(() => NearestRows.Of(data, Rows, NeighboursOfEach));
        plan = Plan.Compile(CandidateJointGraph.Build(spec).Graph, batch, store, workers);
    }

    private int Rows { get; }

    private int NeighboursOfEach => Math.Min(Neighbours, Rows - 1);

    /// <summary>
    /// How the candidates belong together, over rows of the training split: by two strong views of each observation, and by each
    /// observation and the five nearest others, all pairs counted alike. Views tell what may change; neighbours tell where the
    /// data go on, when the views of an odd sort of observation look like several clusters.
    /// </summary>
    internal CandidateGroups Find(TrainingStage stage)
    {
        var joint = new double[spec.Candidates * spec.Candidates];
        AddViews(stage, joint);
        AddNeighbours(joint);
        return CandidateGroups.Of(joint, spec.Candidates, spec.Clusters);
    }

    private void AddViews(TrainingStage stage, double[] joint)
    {
        var (clean, rows) = (new float[batch * data.Features], new int[batch]);
        var strong = training.Phases[stage.Phase].StrongView;
        var (one, other) = (View(0), View(1));
        Add(joint, first =>
        {
            data.CopyRange(first, batch, clean);
            for (var row = 0; row < batch; row++)
                rows[row] = first + row;
            Fill(one, GraphNames.Data);
            Fill(other, GraphNames.WeakView);
        });

        Augmenter? View(int view) => strong is AugmentationSpec.None ? null : new Augmenter(
            strong, data.Features, data.Image, RandomKeys.Augmentation(training.Seed, stage.Phase, stage.Restart, FirstView + view), workers);

        // As strong as at the end of the phase.
        void Fill(Augmenter? view, string input)
        {
            if (view is null)
                clean.CopyTo(plan.Input(input));
            else
                view.Fill(clean, rows, 1, 1, plan.Input(input), data.Features);
        }
    }

    private void AddNeighbours(double[] joint)
    {
        var each = NeighboursOfEach;
        for (var rank = 0; rank < each; rank++)
            Add(joint, first =>
            {
                data.CopyRange(first, batch, plan.Input(GraphNames.Data));
                for (var row = 0; row < batch; row++)
                    data.CopyRange(nearest.Value[((first + row) * each) + rank], 1, plan.Input(GraphNames.WeakView)[(row * data.Features)..]);
            });
    }

    /// <summary>Adds the joint over full batches of the first rows, summed in double in their order.</summary>
    private void Add(double[] joint, Action<int> fill)
    {
        for (var first = 0; first + batch <= Rows; first += batch)
        {
            fill(first);
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
