using LanguageExt;

namespace GmmVae.Domain;

/// <summary>What a Gaussian-mixture model infers about clusters. The clean view is the only one where there are no others.</summary>
/// <param name="Style">The mean style of the clean view, [batch, style].</param>
/// <param name="LogHead">ln q(z|y) of the encoder head for every view, [batch·views, clusters], where the model has one.</param>
/// <param name="LogSampled">ln responsibilities of the clean view's sampled code and style, [batch·samples, clusters].</param>
/// <param name="Divergences">KL(q(x|y) ‖ p(x|w, z=k)) for every view and sampled style, [batch·views·samples, clusters].</param>
/// <param name="LogPrior">ln π, [clusters].</param>
/// <param name="Views">The number of views.</param>
public sealed record ClusterInference(Sym Style, Option<Sym> LogHead, Sym LogSampled, Sym Divergences, Sym LogPrior, int Views);
