using System.Globalization;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Bench;

/// <summary>What to run: a preset for MNIST with a few changes.</summary>
internal sealed record BenchOptions
{
    private static readonly string[] PhasesFromLast = ["main", "start", "candidates"];

    public ModelKind Model { get; private init; } = ModelKind.GaussianMixture;

    /// <summary>Whether to run a phase of the clustering preset, with views, instead of the report preset.</summary>
    public bool IsClustering { get; private init; }

    /// <summary>Which phase of the preset to run: main, the last, or one of those before it.</summary>
    public string Phase { get; private init; } = PhasesFromLast[0];

    public bool BatchNorm { get; private init; } = true;

    public int Batch { get; private init; } = 256;

    /// <summary>The length of the code, where it is not the preset's.</summary>
    public int? Latent { get; private init; }

    public int Threads { get; private init; } = 1;

    /// <summary>Whether the number of threads was given.</summary>
    public bool IsThreadsGiven { get; private init; }

    /// <summary>Whether a model or a preset was given.</summary>
    public bool IsCaseGiven { get; private init; }

    public int Steps { get; private init; } = 60;

    public int WarmUp { get; private init; } = 200;

    public double Threshold { get; private init; } = 1.5;

    /// <summary>Whether the oracle computes the step that is written, in double precision, instead of the plan.</summary>
    public bool IsOracle { get; private init; }

    /// <summary>Whether ranks leave the order of sums to MPI.</summary>
    public bool IsFast { get; private init; }

    /// <summary>Whether many ranks are to be predicted instead of a few measured.</summary>
    public bool IsPrediction { get; private init; }

    /// <summary>Observations that all ranks share in a step, in predictions of as much.</summary>
    public int GlobalBatch { get; private init; } = 4096;

    /// <summary>The share of exchanges that is taken to be hidden by computing.</summary>
    public double Overlap { get; private init; }

    /// <summary>A link to predict for, beside those that are assumed.</summary>
    public Link? Link { get; private init; }

    /// <summary>A file to write to, if any.</summary>
    public string? Path { get; private init; }

    /// <exception cref="ArgumentException">An option is unknown or lacks its value.</exception>
    public static BenchOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new BenchOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            var name = arguments[i];
            options = name == "--no-batch-norm" ? options with { BatchNorm = false }
                : name == "--oracle" ? options with { IsOracle = true }
                : name == "--predict" ? options with { IsPrediction = true }
                : options.With(name, ++i < arguments.Length ? arguments[i] : throw new ArgumentException($"{name} needs a value."));
        }

        return options;
    }

    /// <summary>The checked specifications for data of MNIST's shape: one phase, longer than the steps.</summary>
    public (ModelSpec Model, TrainingSpec Training) Specify(int rows, int shards = 1) => Check(
        rows,
        preset => preset with { Epochs = 1000 },
        training => TrainingSpec.Create(Array(training.Phases[PhaseOf(training)]), WarmUp + Steps, Batch, training.Seed, training.Adam,
            shards: shards));

    /// <summary>The checked specifications of a training up to the phase, where those before the main one take an epoch each.</summary>
    public (ModelSpec Model, TrainingSpec Training) SpecifyFromStart(int rows) => Check(
        rows,
        preset => preset with
        {
            Clustering = preset.Clustering.Map(clusters => clusters with { Restarts = 1, CandidateEpochs = 1, StartEpochs = 1 }),
        },
        training => TrainingSpec.Create(toArray(training.Phases.Take(PhaseOf(training) + 1)), None, Batch, training.Seed, training.Adam));

    /// <summary>What is to be compared, in words.</summary>
    public string Title => (IsClustering ? "clustering, " + Phase + " phase" : Model switch
    {
        ModelKind.GaussianMixture => "GMM-VAE",
        ModelKind.Variational => "VAE",
        _ => "autoencoder",
    }) + $", batch {Batch}" + (BatchNorm ? "" : ", no batch norm");

    /// <summary>The case that was given, or every model and the clustering preset.</summary>
    public IEnumerable<BenchOptions> Cases() => IsCaseGiven
        ? [this]
        : [.. new[] { ModelKind.GaussianMixture, ModelKind.Variational, ModelKind.AutoEncoder }.Select(kind => this with { Model = kind }),
            this with { IsClustering = true, BatchNorm = true }];

    /// <summary>The same with other threads.</summary>
    public BenchOptions WithThreads(int threads) => this with { Threads = threads };

    /// <summary>The same with so many steps and none before.</summary>
    public BenchOptions WithSteps(int steps) => this with { WarmUp = 0, Steps = steps };

    /// <summary>The same with another batch.</summary>
    public BenchOptions WithBatch(int batch) => this with { Batch = batch };

    private (ModelSpec Model, TrainingSpec Training) Check(
        int rows, Func<RunOptions, RunOptions> change, Func<TrainingSpec, Validation<SpecError, TrainingSpec>> select)
    {
        var traits = new DataTraits(rows, BenchData.Features, true, BenchData.Image);
        var preset = IsClustering ? Presets.Clustering(traits) : Presets.Report(Model, traits);
        return change(preset with { BatchNorm = BatchNorm, Batch = Batch, Threshold = Threshold, Latent = Latent ?? preset.Latent })
            .Check(traits)
            .Bind(specs => select(specs.Training).Map(training => (specs.Model, training)))
            .IfFail(errors => throw new ArgumentException(errors.ToString()));
    }

    private int PhaseOf(TrainingSpec training) =>
        training.Phases.Count - 1 - System.Array.IndexOf(PhasesFromLast, Phase) is >= 0 and var phase
            ? phase
            : throw new ArgumentException($"--phase: the preset has no phase {Phase}.");

    private BenchOptions With(string name, string value) => name switch
    {
        "--model" => this with { Model = ModelOf(value), IsCaseGiven = true },
        "--preset" => this with { IsCaseGiven = true, IsClustering = value == "clustering"
            || (value == "report" ? false : throw new ArgumentException($"--preset: report or clustering, not {value}.")) },
        "--phase" => this with { Phase = PhasesFromLast.Contains(value) ? value
            : throw new ArgumentException($"--phase: candidates, start or main, not {value}.") },
        "--batch" => this with { Batch = Integer(value) },
        "--latent" => this with { Latent = Integer(value) },
        "--threads" => this with { Threads = Integer(value), IsThreadsGiven = true },
        "--steps" => this with { Steps = Integer(value) },
        "--warm-up" => this with { WarmUp = Integer(value) },
        "--threshold" => this with { Threshold = double.Parse(value, CultureInfo.InvariantCulture) },
        "--reduce" => this with { IsFast = value == "fast"
            || (value == "tree" ? false : throw new ArgumentException($"--reduce: tree or fast, not {value}.")) },
        "--global-batch" => this with { GlobalBatch = Integer(value) },
        "--overlap" => this with { Overlap = double.Parse(value, CultureInfo.InvariantCulture) },
        "--link" => this with { Link = LinkOf(value) },
        "--raw" or "--output" or "--plot" => this with { Path = value },
        _ => throw new ArgumentException($"There is no option {name}."),
    };

    private static int Integer(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Microseconds and Gb/s.</summary>
    private static Link LinkOf(string text)
    {
        double[] numbers = [.. text.Split(',').Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
        return numbers.Length == 2
            ? Link.Of(string.Create(CultureInfo.InvariantCulture, $"{numbers[1]} Gb/s given"), numbers[0], numbers[1])
            : throw new ArgumentException($"--link: microseconds and Gb/s such as 30,10, not {text}.");
    }

    private static ModelKind ModelOf(string name) => name switch
    {
        "gmm-vae" => ModelKind.GaussianMixture,
        "vae" => ModelKind.Variational,
        "autoencoder" => ModelKind.AutoEncoder,
        _ => throw new ArgumentException($"--model: gmm-vae, vae or autoencoder, not {name}."),
    };
}
