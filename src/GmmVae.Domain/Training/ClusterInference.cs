using LanguageExt;

namespace GmmVae.Domain;

/// <summary>What a Gaussian-mixture model infers about clusters.</summary>
/// <param name="Style">The mean style, [batch, style].</param>
/// <param name="LogHead">ln q(z|y) of the encoder head, [batch, clusters], where the model has one.</param>
/// <param name="LogSampled">ln responsibilities of the sampled code and style, [batch·samples, clusters].</param>
/// <param name="LogPrior">ln π, [clusters].</param>
public sealed record ClusterInference(Sym Style, Option<Sym> LogHead, Sym LogSampled, Sym LogPrior);
