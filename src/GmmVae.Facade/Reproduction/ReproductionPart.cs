using GmmVae.Domain;

namespace GmmVae;

/// <summary>A training of the plan.</summary>
/// <param name="Model">Which training.</param>
/// <param name="Data">The data source.</param>
/// <param name="Configure">Changes to the preset's options.</param>
/// <param name="Arguments">The same as options of <c>gmmvae train</c>.</param>
internal sealed record ReproductionPart(ReproducedModel Model, string Data, Func<RunOptions, RunOptions> Configure, string Arguments)
{
    /// <summary>The command that trains the part alone, to the same bits.</summary>
    internal string Command => $"gmmvae train --model {(Kind == ModelKind.AutoEncoder ? "autoencoder" : Kind == ModelKind.Variational ? "vae" : "gmm-vae")} --data {Data}{Arguments}";

    /// <summary>The folder's name below <c>runs</c>.</summary>
    internal string Name => $"{Data}-{NameOf(Model)}";

    internal ModelKind Kind => Model switch
    {
        ReproducedModel.AutoEncoder => ModelKind.AutoEncoder,
        ReproducedModel.Variational => ModelKind.Variational,
        _ => ModelKind.GaussianMixture,
    };

    private static string NameOf(ReproducedModel model) => model switch
    {
        ReproducedModel.AutoEncoder => "autoencoder",
        ReproducedModel.Variational => "vae",
        ReproducedModel.Mixture => "gmm-vae",
        ReproducedModel.MixtureWithoutThreshold => "gmm-vae-threshold-0",
        _ => "gmm-vae-no-cluster-prior",
    };
}
