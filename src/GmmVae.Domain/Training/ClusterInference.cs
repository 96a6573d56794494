using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain;

/// <summary>What a Gaussian-mixture model infers about clusters. The clean view is the only one where there are no others.</summary>
/// <param name="Style">The mean style of the clean view, [batch, style].</param>
/// <param name="LogCandidates">ln of the encoder head's outputs for every view, [batch·views, candidates], where the model has one.</param>
/// <param name="LogHead">ln q(z|y) of the encoder head for every view, [batch·views, clusters], where the model has one.</param>
/// <param name="LogSampled">ln responsibilities of the clean view's sampled code and style, [batch·samples, clusters].</param>
/// <param name="Divergences">KL(q(x|y) ‖ p(x|w, z=k)) for every view and sampled style, [batch·views·samples, clusters].</param>
/// <param name="LogPrior">ln π, [clusters].</param>
/// <param name="Views">The number of views.</param>
public sealed record ClusterInference(
    Sym Style, Option<Sym> LogCandidates, Option<Sym> LogHead, Sym LogSampled, Sym Divergences, Sym LogPrior, int Views)
{
    /// <summary>The same with every candidate as a cluster of its own, all equally probable beforehand.</summary>
    public ClusterInference Ungrouped => LogCandidates.Match(
        candidates =>
        {
            var each = -PortableMath.Log(candidates.Shape.Last.Factor);
            var uniform = toArray(Enumerable.Repeat(each, candidates.Shape.Last.Factor));
            return this with { LogHead = candidates, LogSampled = candidates.View(0, Views), LogPrior = candidates.Builder.Constant(uniform) };
        },
        () => this);
}
