using System.Globalization;
using GmmVae.Domain;

namespace GmmVae.Cli;

/// <summary>How things are called in the report.</summary>
internal static class ReportWords
{
    internal static string Set(SetReport set) => set.Name switch
    {
        "mnist" => "MNIST",
        "digits" => "Digits",
        "line" => "Line",
        _ => "Signals",
    };

    internal static string Model(ReproducedModel model) => model switch
    {
        ReproducedModel.AutoEncoder => "autoencoder",
        ReproducedModel.Variational => "VAE",
        ReproducedModel.Mixture => "GMM-VAE",
        ReproducedModel.MixtureWithoutThreshold => "GMM-VAE, threshold 0",
        _ => "GMM-VAE, cluster prior off",
    };

    /// <summary>A loss term's name, as run files have it, in words.</summary>
    internal static string Term(string name) => name switch
    {
        GraphNames.BatchMeanKl => "KL of mean assignment",
        GraphNames.Objective => "objective",
        _ => Enum.GetValues<LossTerm>().First(term => term.Name() == name).Words(),
    };

    /// <summary>The word for models in file names.</summary>
    internal static string File(ReproducedModel model) => model switch
    {
        ReproducedModel.AutoEncoder => "autoencoder",
        ReproducedModel.Variational => "vae",
        _ => "gmm-vae",
    };

    internal static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    internal static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %");

    /// <summary>The labels' numbers, with their names where these say more.</summary>
    internal static IEnumerable<string> Labels(SetReport set) =>
        set.LabelNames.Select((name, label) => name == Number(label) ? name : $"{Number(label)} {name}");

    /// <summary>A cluster with its own class.</summary>
    internal static string Cluster(SetReport set, MixtureReport mixture, int cluster) => mixture.ClassOfCluster[cluster] is >= 0 and var own
        ? $"{Number(cluster)}: {Short(set.LabelNames[own])}"
        : $"{Number(cluster)}: empty";

    internal static string Short(string name) => name.Length <= 14 ? name : name[..13] + "…";
}
