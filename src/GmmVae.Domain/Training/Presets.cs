using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain;

/// <summary>Sensible options for a kind of data, by name.</summary>
public static partial class Presets
{
    /// <summary>The names that <see cref="Find"/> knows.</summary>
    public static Arr<string> Names { get; } = Array("report", "clustering");

    /// <summary>The options of the preset <c>report</c> or <c>clustering</c>, or why there are none.</summary>
    public static Validation<SpecError, RunOptions> Find(string name, ModelKind model, DataTraits data) => (name, model) switch
    {
        ("report", _) => Success<SpecError, RunOptions>(Report(model, data)),
        ("clustering", ModelKind.GaussianMixture) => Success<SpecError, RunOptions>(Clustering(data)),
        ("clustering", _) => Fail<SpecError, RunOptions>(new SpecError(
            "--preset", "clustering trains the clusters of gmm-vae, and this model has none; use report, or --model gmm-vae")),
        _ => Fail<SpecError, RunOptions>(Unknown(name)),
    };

    /// <summary>That there is no preset of a name.</summary>
    public static SpecError Unknown(string name) => new("--preset", $"there is no preset '{name}'; use {string.Join(" or ", Names)}");
}
