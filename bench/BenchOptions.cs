using System.Globalization;
using GmmVae.Domain;
using static LanguageExt.Prelude;

namespace GmmVae.Bench;

/// <summary>What to run: a preset for MNIST with a few changes.</summary>
internal sealed record BenchOptions
{
    public ModelKind Model { get; private init; } = ModelKind.GaussianMixture;

    /// <summary>Whether to run the second phase of the clustering preset, with views and teacher, instead of the report preset.</summary>
    public bool IsClustering { get; private init; }

    public bool BatchNorm { get; private init; } = true;

    public int Batch { get; private init; } = 256;

    /// <summary>The length of the code, where it is not the preset's.</summary>
    public int? Latent { get; private init; }

    public int Threads { get; private init; } = 1;

    public int Steps { get; private init; } = 60;

    public int WarmUp { get; private init; } = 30;

    public double Threshold { get; private init; } = 1.5;

    /// <summary>A file to write to, if any.</summary>
    public string? Path { get; private init; }

    /// <exception cref="ArgumentException">An option is unknown or lacks its value.</exception>
    public static BenchOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new BenchOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            var name = arguments[i];
            options = name == "--no-batch-norm"
                ? options with { BatchNorm = false }
                : options.With(name, ++i < arguments.Length ? arguments[i] : throw new ArgumentException($"{name} needs a value."));
        }

        return options;
    }

    /// <summary>The checked specifications for data of MNIST's shape: one phase, longer than the steps.</summary>
    public (ModelSpec Model, TrainingSpec Training) Specify(int rows)
    {
        var traits = new DataTraits(rows, BenchData.Features, true, BenchData.Image);
        var preset = (IsClustering ? Presets.Clustering(traits) : Presets.Report(Model, traits)) with
        {
            BatchNorm = BatchNorm,
            Batch = Batch,
            Threshold = Threshold,
            Epochs = 1000,
        };
        preset = preset with { Latent = Latent ?? preset.Latent };
        return preset.Check(traits)
            .Bind(specs => TrainingSpec.Create(
                Array(specs.Training.Phases[^1]), WarmUp + Steps, Batch, specs.Training.Seed, specs.Training.Adam).Map(last => (specs.Model, last)))
            .IfFail(errors => throw new ArgumentException(errors.ToString()));
    }

    private BenchOptions With(string name, string value) => name switch
    {
        "--model" => this with { Model = ModelOf(value) },
        "--preset" => this with { IsClustering = value == "clustering" || (value == "report" ? false : throw new ArgumentException($"--preset: report or clustering, not {value}.")) },
        "--batch" => this with { Batch = Integer(value) },
        "--latent" => this with { Latent = Integer(value) },
        "--threads" => this with { Threads = Integer(value) },
        "--steps" => this with { Steps = Integer(value) },
        "--warm-up" => this with { WarmUp = Integer(value) },
        "--threshold" => this with { Threshold = double.Parse(value, CultureInfo.InvariantCulture) },
        "--raw" or "--output" or "--plot" => this with { Path = value },
        _ => throw new ArgumentException($"There is no option {name}."),
    };

    private static int Integer(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static ModelKind ModelOf(string name) => name switch
    {
        "gmm-vae" => ModelKind.GaussianMixture,
        "vae" => ModelKind.Variational,
        "autoencoder" => ModelKind.AutoEncoder,
        _ => throw new ArgumentException($"--model: gmm-vae, vae or autoencoder, not {name}."),
    };
}
