using System.Diagnostics;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Steps;

/// <summary>The target assignment of a training step, and the moving average that follows the model.</summary>
internal static class TeacherNetwork
{
    /// <summary>ln t [batch, clusters]; no gradient flows into it.</summary>
    /// <param name="teacher">Declares the moving average's weights, where there is one.</param>
    /// <param name="network">The model's own, whose groups of candidates the teacher shares.</param>
    /// <param name="spec">The model.</param>
    /// <param name="phase">The phase, which has a target.</param>
    /// <param name="clean">The clean view, [batch, features].</param>
    /// <param name="clusters">What the model itself infers.</param>
    internal static Sym LogTarget(
        NetworkBuilder teacher, NetworkBuilder network, GaussianMixtureSpec spec, TrainingPhase phase, Sym clean,
            ClusterInference clusters) =>
        teacher.Graph.Within("teacher", () => phase.Teacher switch
        {
            TeacherSpec.Self self => SoftTarget.Sharpen(Head(clusters).View(0, clusters.Views), self.Temperature).StopGradient(),
            TeacherSpec.MovingAverage average =>
                SoftTarget.Sharpen(SoftTarget.LogMean([.. Views(teacher, network, spec, phase, clean)]), average.Temperature),
            _ => throw new UnreachableException(),
        });

    /// <summary>Adds the next value of everything that the teacher keeps: decay · teacher + (1 − decay) · the model's next value.</summary>
    internal static void Follow(NetworkBuilder teacher, IEnumerable<(string Name, Sym Next)> model)
    {
        if (teacher.Parameters.IsEmpty)
            return;
        var next = model.ToDictionary(pair => pair.Name, pair => pair.Next);
        teacher.Graph.Within("teacher", () =>
        {
            var decay = teacher.Graph.Input(GraphNames.TeacherDecay, InputRole.Scalar, Shape.Scalar);
            foreach (var kept in teacher.Parameters)
            {
                var present = teacher.Graph.Input(kept.Name, kept.Role, kept.Shape);
                var followed = next[kept.Name[TeacherSpec.Prefix.Length..]];
                teacher.Graph.Output($"next {kept.Name}", (present * decay) + (followed * (1 - decay)), Some(kept.Name));
            }

            return unit;
        });
    }

    /// <summary>ln q(z|y) of every view.</summary>
    internal static Sym Head(ClusterInference clusters) => clusters.LogHead.Match(
        head => head, () => throw new InvalidOperationException("The clustering objective needs a model with a cluster head."));

    private static IEnumerable<Sym> Views(
        NetworkBuilder teacher, NetworkBuilder network, GaussianMixtureSpec spec, TrainingPhase phase, Sym clean)
    {
        yield return Assign(clean);
        if (phase.HasWeakView)
            yield return Assign(spec.Observe(teacher.Graph.Input(GraphNames.WeakView, InputRole.Data, clean.Shape)).Values);

        Sym Assign(Sym view)
        {
            var candidates = ClusterHead.LogCandidates(teacher, spec, RecognitionNetwork.Trunk(teacher, spec.Encoder, view));
            return TrainStepGraph.FindsCandidates(spec, phase) ? candidates : ClusterHead.LogClusters(network, spec, candidates);
        }
    }
}
