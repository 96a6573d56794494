using System.Diagnostics;
using GmmVae.Domain.Distributions;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Steps;

/// <summary>One training step: loss terms, gradients and the optimizer's update in one graph.</summary>
internal static class TrainStepGraph
{
    private static readonly TrainingPhase Plain = TrainingPhase
        .Bound(1, new Training.Schedule.Constant(1e-3), new Training.Schedule.Constant(1), clusterPriorTerm: true)
        .IfFail(errors => throw new InvalidOperationException(string.Join("; ", errors)));

    /// <summary>The step of a phase that minimises the bound: see <see cref="Build(ModelSpec, AdamSpec, TrainingPhase)"/>.</summary>
    public static ModelGraph Build(ModelSpec spec, AdamSpec adam) => Build(spec, adam, Plain);

    /// <summary>
    /// Inputs: data, noise, a weight for each term, the optimizer's scalars, parameters and their moments. Outputs: the
    /// batch mean of each term that the phase has, <c>objective</c>, for clustering models <c>batchMeanKl</c>, <c>total</c> where
    /// the phase has all terms of the bound, each learning parameter's gradient, and the next value of everything that is kept.
    /// Moved statistics are outputs that replace nothing too, so that an overflow shows before it is kept. Networks that no
    /// output needs are not in the graph.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The phase has the clustering objective, the model no cluster head (<see cref="TrainingSpec.IncompatibilityWith(ModelSpec)"/>).
    /// </exception>
    public static ModelGraph Build(ModelSpec spec, AdamSpec adam, TrainingPhase phase)
    {
        var graph = new GraphBuilder();
        var network = new NetworkBuilder(graph, NetworkMode.Training, spec.Initialization);
        var teacher = new NetworkBuilder(graph, NetworkMode.Inference, spec.Initialization, TeacherSpec.Prefix);
        var rows = Extent.Batch * phase.Views;
        var data = spec.Observe(graph.Within("data", () => graph.Input(GraphNames.Data, InputRole.Data, Shape.Of(rows, spec.Features))));
        var pass = phase.HasTarget && spec is GaussianMixtureSpec mixture
            ? ForwardPass.OfViews(network, mixture, data, phase.Views)
            : ForwardPass.Build(network, spec, data);
        if (FindsCandidates(spec, phase))
            pass = pass with { Clustering = pass.Clustering.Map(clusters => clusters.Ungrouped) };
        var parts = pass.Elbo.Weighted(phase.Has, term => Scalar(GraphNames.Weight(term)));
        if (phase.HasTarget)
            parts = parts.AddRange(ClusterParts(network, teacher, spec, phase, data, pass));
        if (phase.IsSupervised)
            parts = parts.Add(Supervised(graph, spec, phase, pass));
        var objective = parts.Reduce((sum, part) => sum + part);

        foreach (var (term, perRow) in pass.Elbo.Terms.Filter(term => phase.Has(term.Term)))
            graph.Output(term.Name(), graph.Within(term.Words(), () => perRow.Mean(0)));
        if (spec.Terms.ForAll(phase.Has))
            graph.Output(GraphNames.Total, graph.Within("total", () => pass.Elbo.Total.Mean(0)));
        graph.Output(GraphNames.Objective, objective);
        pass.Clustering.IfSome(clusters => graph.Output(
            GraphNames.BatchMeanKl,
            graph.Within("batch-mean KL", () => CategoricalKl.OfBatchMean(clusters.LogSampled, clusters.LogPrior))));

        var next = Update(graph, network, adam, phase, objective);
        foreach (var (name, moved) in network.Replacements)
        {
            // A variance that overflows leaves normalised values finite: it must be seen before it is kept.
            graph.Output(GraphNames.Moved(name), moved);
            graph.Output($"next {name}", moved, Some(name));
        }

        TeacherNetwork.Follow(teacher, next.Concat(network.Replacements));
        return new ModelGraph(graph.Build(), network.Parameters);

        Sym Scalar(string name) => graph.Input(name, InputRole.Scalar, Shape.Scalar);
    }

    /// <summary>Whether a phase looks at the candidates of the cluster head one by one, which are grouped into clusters when it
    /// ends.</summary>
    public static bool FindsCandidates(ModelSpec spec, TrainingPhase phase) =>
        phase.FindsCandidates && spec is GaussianMixtureSpec { HasCandidates: true };

    /// <summary>The weighted clustering objective and head agreement, as far as the phase has them.</summary>
    private static IEnumerable<Sym> ClusterParts(
        NetworkBuilder network, NetworkBuilder teacher, ModelSpec spec, TrainingPhase phase, Observations data, ForwardPass pass)
    {
        var graph = network.Graph;
        if (spec is not GaussianMixtureSpec mixture)
            throw new InvalidOperationException("The clustering objective needs a Gaussian-mixture model.");
        var clusters = pass.Clustering.IfNone(() => throw new UnreachableException());
        var logTarget = TeacherNetwork.LogTarget(teacher, network, mixture, phase, data.View(0, phase.Views).Values, clusters);
        if (phase.HasHeadAgreement)
        {
            var agreement = ClusterTerms.Agreement(logTarget, clusters, mixture.Samples);
            graph.Output(GraphNames.HeadAgreement, agreement);
            yield return graph.Input(GraphNames.AgreementWeight, InputRole.Scalar, Shape.Scalar) * agreement;
        }

        if (phase.HasClusters)
        {
            var terms = ClusterTerms.Build(phase.Clusters, logTarget, clusters);
            graph.Output(GraphNames.Consistency, terms.Consistency);
            graph.Output(GraphNames.AssignmentEntropy, terms.AssignmentEntropy);
            graph.Output(GraphNames.Balance, terms.Balance);
            graph.Output(GraphNames.ClusterObjective, terms.Objective);
            yield return graph.Input(GraphNames.ClusterWeight, InputRole.Scalar, Shape.Scalar) * terms.Objective;
        }
    }

    /// <summary>The weighted supervision, by the responsibilities that the model has.</summary>
    private static Sym Supervised(GraphBuilder graph, ModelSpec spec, TrainingPhase phase, ForwardPass pass)
    {
        if (spec is not GaussianMixtureSpec mixture)
            throw new InvalidOperationException("Supervision needs a Gaussian-mixture model.");
        var clusters = pass.Clustering.IfNone(() => throw new UnreachableException());
        var known = graph.Input(GraphNames.KnownClusters, InputRole.Data, Shape.Of(Extent.Batch, mixture.Clusters));
        var term = graph.Within("supervision", () => SupervisionTerm.Of(clusters.LogSampled, known.RepeatRows(mixture.Samples)).Mean(0));
        graph.Output(GraphNames.Supervision, term);
        return phase.Supervision * term;
    }

    /// <summary>Adds gradients and the optimizer's update of what the phase changes; the next value of each.</summary>
    private static Arr<(string Name, Sym Next)> Update(
        GraphBuilder graph, NetworkBuilder network, AdamSpec adam, TrainingPhase phase, Sym objective)
    {
        var trained = network.Parameters
            .Filter(parameter => parameter.Role == InputRole.Parameter && phase.Scope.Includes(parameter.Name))
            .Map(parameter => (parameter.Name, Value: graph.Input(parameter.Name, parameter.Role, parameter.Shape)));
        var gradients = Reverse.Gradients(objective, [.. trained.Map(parameter => parameter.Value)]);
        var updates = toArray(trained.Zip(gradients, (parameter, gradient) => (parameter.Name, parameter.Value, gradient)));
        foreach (var (name, _, gradient) in updates)
            graph.Output(GraphNames.Gradient(name), gradient);
        return AdamUpdate.Apply(graph, adam, updates);
    }
}

/// <summary>The clustering objective of a training step and its parts, each a scalar.</summary>
/// <param name="Consistency">Of the strong view and of the clean one, each with its weight.</param>
/// <param name="AssignmentEntropy">The mean over all views.</param>
/// <param name="Balance">Of the mean over all views.</param>
/// <param name="Objective">C.</param>
internal sealed record ClusterTerms(Sym Consistency, Sym AssignmentEntropy, Sym Balance, Sym Objective)
{
    /// <summary>Builds C from the target ln t [batch, clusters] and the assignments of all views.</summary>
    internal static ClusterTerms Build(ClusterObjectiveSpec spec, Sym logTarget, ClusterInference clusters) =>
        logTarget.Builder.Within("cluster objective", () =>
        {
            var logQ = TeacherNetwork.Head(clusters);
            var views = clusters.Views;
            // Without a strong view the clean one takes its place.
            var first = spec.Consistency == 1 ? Of(views - 1) : Of(views - 1) * spec.Consistency;
            var drawn = views == 1 || spec.Clean == 0 ? first : first + (Of(0) * spec.Clean);
            var entropy = ClusterObjective.AssignmentEntropy(logQ).Mean(0);
            var balance = ClusterObjective.Balance(logQ, clusters.LogPrior, spec.Hinge);
            return new ClusterTerms(drawn, entropy, balance, drawn + (entropy * spec.Entropy) + (balance * spec.Balance));

            Sym Of(int view) => ClusterObjective.Consistency(logTarget, logQ.View(view, views)).Mean(0);
        });

    /// <summary>The agreement of the head's target with the mixture prior, summed over the views and averaged over samples: a
    /// scalar.</summary>
    internal static Sym Agreement(Sym logTarget, ClusterInference clusters, int samples) =>
        logTarget.Builder.Within("head agreement", () =>
        {
            var perView = Enumerable.Range(0, clusters.Views).Select(view => HeadAgreement
                .Of(logTarget.RepeatRows(samples), clusters.Divergences.View(view, clusters.Views, samples), clusters.LogPrior).Mean(0));
            return perView.Aggregate((sum, view) => sum + view);
        });
}
