using System.CommandLine;
using System.Globalization;
using GmmVae.Domain;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using GmmVae.Engine.Data.Sources;
using static LanguageExt.Prelude;

namespace GmmVae.Cli.Options;

/// <summary>The options that choose a model and its training; those left out keep the preset's value.</summary>
internal sealed class TrainOptions
{
    private static readonly (string Name, ModelKind Kind)[] Models =
        [("autoencoder", ModelKind.AutoEncoder), ("vae", ModelKind.Variational), ("gmm-vae", ModelKind.GaussianMixture)];

    private static readonly (string Name, LikelihoodKind Kind)[] Likelihoods =
    [
        ("bernoulli", LikelihoodKind.Bernoulli),
        ("gaussian", LikelihoodKind.Gaussian),
        ("gaussian-fixed", LikelihoodKind.GaussianFixed),
        ("gaussian-per-feature", LikelihoodKind.GaussianPerFeature),
    ];

    private static readonly (string Name, ResponsibilityKind Kind)[] ResponsibilityRules =
        [("bayes", ResponsibilityKind.Bayes), ("head", ResponsibilityKind.EncoderHead)];

    private static readonly (string Name, ThresholdScope Kind)[] Scopes =
        [("batch", ThresholdScope.BatchMean), ("row", ThresholdScope.PerRow)];

    private static readonly (string Name, LearningRateDecay Kind)[] Decays =
        [("none", LearningRateDecay.None), ("cosine", LearningRateDecay.Cosine), ("step", LearningRateDecay.Step)];

    private static readonly (string Name, Initialization Kind)[] Initializations =
    [
        ("uniform-fan-in", Initialization.UniformFanIn),
        ("glorot-uniform", Initialization.GlorotUniform),
        ("he-normal", Initialization.HeNormal),
    ];

    private static readonly (string Name, bool Masks)[] Missing = [("refuse", false), ("mask", true)];

    private static readonly (string Name, DataViews Kind)[] Views =
    [
        ("auto", DataViews.Automatic), ("image", DataViews.Image), ("signal", DataViews.Signal), ("vector", DataViews.Vector),
            ("none", DataViews.None),
    ];

    private static readonly (string Name, ClusterTeacher Kind)[] Teachers =
        [("average", ClusterTeacher.Average), ("self", ClusterTeacher.Self)];

    private readonly Option<string> model = Choice.Among("--model", Models, "The model", "gmm-vae");
    private readonly Option<string> data = CommonOptions.Source("{0}", required: false);
    private readonly Option<string> preset =
        new("--preset") { Description = "The options to start from: report, or clustering (of gmm-vae) for the best clusters",
        DefaultValueFactory = _ => "report" };
    private readonly TableOptionSet table = new();
    private readonly EngineOptions computing = new();
    private readonly List<(Option Option, Func<ParseResult, RunOptions, RunOptions> Apply)> settings = [];

    internal TrainOptions()
    {
        Add(Clusters(), (o, count) => o with { Clusters = count.Given ?? o.Clusters, ClusterCounts = toArray(count.Choices) });
        Set<int?>("--latent", "Dimensions of the code", (o, value) => o with { Latent = value!.Value });
        Set<int?>("--style", "Dimensions of the noise inside a cluster", (o, value) => o with { Style = value!.Value });
        Set<double?>("--threshold", "The cluster prior is ignored until it exceeds this, in nats [default: 0.651 ln K, 1.5 for ten clusters]", (o, value) =>
            o with { Threshold = value!.Value });
        Choose("--threshold-scope", "What the threshold is compared with", Scopes, (o, kind) => o with { ThresholdScope = kind });
        Set<double?>("--label-weight", "Weight of the labels of rows that have one: class i becomes cluster i [default: 0, labels only score]", (o, value) => o with { LabelWeight = value!.Value });
        Switch("--no-cluster-prior", "Leave the cluster prior out of the objective", o => o with { ClusterPriorTerm = false });
        Set<int?>("--epochs", "Passes over the training split, of the last phase where there are several", (o, value) =>
            o with { Epochs = value!.Value });
        Set<int?>("--steps", "Stop after this many steps", (o, value) => o with { Steps = Some(value!.Value) });
        Set<int?>("--patience", "End the last phase after N epochs without a better objective on held-out training rows, and keep the best epoch", (o, value) => o with { Patience = Some(value!.Value) });
        Set<double?>("--validation-share", "The share of the training rows held out for --patience [default: 0.1]", (o, value) =>
            o with { ValidationShare = Some(value!.Value) });
        Set<int?>("--batch", "Observations a step", (o, value) => o with { Batch = value!.Value });
        Set<int?>("--shards", "Cut every batch into so many parts, a power of two, for mpirun; results depend on it, not on the number of processes [default: processes]", (o, value) => o with { Shards = value!.Value });
        Set<int?>("--shuffle-block", "Visit the training rows in blocks of N that are next to each other, 16 or a few more from all over the data mixed at a time: for files larger than memory", (o, value) => o with { ShuffleBlock = Some(value!.Value) });
        Set<int?>("--evaluation-rows", "Measure N rows of the test split, evenly spread over it [default: all]", (o, value) =>
            o with { EvaluationRows = Some(value!.Value) });
        Set<ulong?>("--seed", "The seed of all randomness", (o, value) => o with { Seed = value!.Value });
        Add(Numbers("--prior", "Prior shares of the clusters, if not equal, such as 0.5,0.3,0.2 for --clusters 3"), (o, shares) =>
            o with { ClusterWeights = Some(shares) });
        Add(Widths("--hidden", "Hidden widths of the encoder, such as 500,500; the decoder has them in reverse"), (o, widths) =>
            o with { Hidden = widths });
        Add(Widths("--decoder-hidden", "Hidden widths of the decoder, if not those of the encoder in reverse"), (o, widths) =>
            o with { DecoderHidden = Some(widths) });
        Add(Convolutions("--convolutions", "Convolutions of the encoder before --hidden, each channels x kernel / stride + padding, such as 16x5/2,32x3/1+1, or none"), (o, layers) => o with { Convolutions = layers });
        Add(Convolutions("--decoder-convolutions", "Transposed convolutions of the decoder after --decoder-hidden, as --convolutions"),
            (o, layers) => o with { DecoderConvolutions = layers });
        Add(Widths("--prior-hidden", "Hidden widths of the network from noise to clusters"), (o, widths) =>
            o with { PriorHidden = widths });
        Set<double?>("--prior-gain", "Scale of the clusters' layers; 1 is the plain model, prone to collapse [default: 64 / width]",
            (o, value) => o with { PriorGain = Some(value!.Value) });
        Switch("--no-batch-norm", "No batch normalisation in the encoder", o => o with { BatchNorm = false });
        Choose("--likelihood", "The distribution of an observation given its code", Likelihoods, (o, kind) => o with { Likelihood = kind });
        Choose("--missing", "Empty cells and NaN: refuse them, or mask them, so that they count in no likelihood [default: refuse]",
            Missing, (o, mask) => o with { MaskMissing = mask });
        Set<double?>("--variance", "The variance of a Gaussian likelihood, or where it starts", (o, value) =>
            o with { Variance = value!.Value });
        Choose("--responsibilities", "Cluster probabilities by Bayes' rule or by a head on the encoder", ResponsibilityRules, (o, kind) =>
            o with { Responsibilities = kind });
        Add(Bounds("--posterior-bounds", "The range of the posteriors' log-variances, such as -10,8"), (o, ends) =>
            o with { PosteriorBounds = new(ends[0], ends[1]) });
        Add(Bounds("--prior-bounds", "The range of the components' log-variances, such as -8,8"), (o, ends) =>
            o with { PriorBounds = new(ends[0], ends[1]) });
        Set<int?>("--samples", "Monte-Carlo samples for each observation", (o, value) => o with { Samples = value!.Value });
        Choose("--initialization", "How weights start", Initializations, (o, kind) => o with { Initialization = kind });
        Set<double?>("--learning-rate", "The step size of Adam", (o, value) => o with { LearningRate = value!.Value });
        Choose("--decay", "How the step size changes: not, to 0 on half a cosine, or by half after each fifth of the steps", Decays,
            (o, kind) => o with { Decay = kind });
        Set<int?>("--warm-up", "Epochs over which the prior terms' weight grows from 0 to 1", (o, value) =>
            o with { WarmUpEpochs = value!.Value });
        Set<double?>("--beta1", "The decay of Adam's first moment", (o, value) => o with { Beta1 = value!.Value });
        Set<double?>("--beta2", "The decay of Adam's second moment", (o, value) => o with { Beta2 = value!.Value });
        Set<double?>("--epsilon", "Added to the root of Adam's second moment", (o, value) => o with { Epsilon = value!.Value });
        Set<double?>("--weight-decay", "Decoupled weight decay", (o, value) => o with { WeightDecay = value!.Value });
        Set<double?>("--clip", "Scale gradients down to this norm", (o, value) => o with { MaximumGradientNorm = Some(value!.Value) });
        AddClustering();
    }

    internal void AddTo(Command command)
    {
        command.Add(model);
        command.Add(data);
        table.AddTo(command);
        command.Add(preset);
        foreach (var (option, _) in settings)
            command.Add(option);
        computing.AddTo(command);
    }

    internal TrainRequest Request(ParseResult parsed) => new()
    {
        Model = Choice.KindOf(Models, parsed.GetValue(model)!),
        Data = parsed.GetValue(data) ?? throw new GmmVaeException(FailureKind.Usage,
            $"--data: is missing; give line, signals, digits, mnist, or {DataSource.Paths}"),
        DataFolder = CommonOptions.DataFolder,
        Table = table.Of(parsed),
        Preset = parsed.GetValue(preset)!,
        Engine = computing.Engine(parsed),
        Device = computing.Device(parsed),
        Configure = start => settings.Aggregate(start, (options, setting) => setting.Apply(parsed, options)),
    };

    /// <summary>The options of the clustering preset, the teacher before what depends on it.</summary>
    private void AddClustering()
    {
        Cluster<int?>(Setting.CandidatesPerCluster, "outputs of the cluster head for each cluster, grouped into the clusters before the other phases; 1 takes clusters for equal in size", value => new() { CandidatesPerCluster = value });
        Cluster<int?>(Setting.CandidateEpochs, "passes over the training split each time that candidates are sought", value =>
            new() { CandidateEpochs = value });
        Cluster<double?>(Setting.CandidateBalanceWeight, "weight of the balance of the candidates", value =>
            new() { CandidateBalanceWeight = value });
        Cluster<int?>(Setting.Restarts, "restarts, of which the one whose clusters tell most about augmentations and nearest neighbours goes on", value => new() { Restarts = value });
        Cluster<int?>(Setting.StartEpochs, "passes over the training split in each restart", value => new() { StartEpochs = value });
        Switch("--no-augmentation", "Of the clustering preset: no augmentations of the observations",
            Clustered(Setting.NoAugmentation, new() { Augmentation = false }));
        Choose("--views", "Of the clustering preset: how observations are augmented", Views, (o, kind) =>
            Clustered(Setting.Views, new() { Views = kind })(o));
        Cluster<double?>(Setting.ClusterWeight, "weight of the clustering objective in the main phase", value =>
            new() { ClusterWeight = value });
        Cluster<double?>(Setting.ConsistencyWeight, "weight of the strong augmentation's consistency", value =>
            new() { ConsistencyWeight = value });
        Cluster<double?>(Setting.CleanWeight, "weight of the clean observation's consistency in the main phase", value =>
            new() { CleanWeight = value });
        Cluster<double?>(Setting.EntropyWeight, "weight of the assignment entropy", value => new() { EntropyWeight = value });
        Cluster<double?>(Setting.BalanceWeight, "weight of the balance", value => new() { BalanceWeight = value });
        Cluster<double?>(Setting.BalanceHinge, "how unbalanced clusters may be at no cost in the main phase, in nats",
            value => new() { BalanceHinge = value });
        Cluster<double?>(Setting.AgreementWeight, "weight of the head's agreement with Bayes' rule in the main phase",
            value => new() { AgreementWeight = value });
        Choose("--teacher", "Of the clustering preset: the main phase's teacher, an average of the model or itself", Teachers,
            (o, kind) => Clustered(Setting.Teacher, new() { Teacher = kind })(o));
        Cluster<double?>(Setting.TeacherTemperature, "temperature of the teacher's assignment, which sharpens below 1",
            value => new() { TeacherTemperature = value });
        Cluster<double?>(Setting.TeacherDecay, "greatest decay of a teacher that is an average", value => new() { TeacherDecay = value });
    }

    private void Cluster<T>(Setting setting, string description, Func<T, ClusteringChanges> change) =>
        Add(
            NumberOption.Create<T>(OptionNames.Of(setting), $"Of the clustering preset: {description}"),
            (options, value) => Clustered(setting, change(value))(options));

    private static Func<RunOptions, RunOptions> Clustered(Setting setting, ClusteringChanges changes) =>
        options => ClusteringChanges.Apply(changes, options, setting);

    private void Set<T>(string name, string description, Func<RunOptions, T, RunOptions> apply) =>
        Add(NumberOption.Create<T>(name, description), apply);

    private void Switch(string name, string description, Func<RunOptions, RunOptions> apply) =>
        Add(new Option<bool>(name) { Description = description }, (options, isSet) => isSet ? apply(options) : options);

    private void Choose<T>(string name, string description, (string Name, T Kind)[] kinds, Func<RunOptions, T, RunOptions> apply) =>
        Add(Choice.Among(name, kinds, description), (options, chosen) => apply(options, Choice.KindOf(kinds, chosen)));

    private void Add<T>(Option<T> option, Func<RunOptions, T, RunOptions> apply) =>
        settings.Add((option, (parsed, options) =>
            parsed.GetResult(option) is { Implicit: false } ? apply(options, parsed.GetValue(option)!) : options));

    private static Option<ClusterCount> Clusters()
    {
        const string Name = "--clusters";
        var option = new Option<ClusterCount>(Name)
        {
            Description = "Clusters K; auto, of the clustering preset: chosen without labels among 6,8,10,12,16,20, or auto:4,5,6 among these",
            HelpName = "K|auto",
            CustomParser = result =>
            {
                var word = result.Tokens[0].Value;
                if (ClusterCount.Parse(word) is { } count)
                    return count;
                result.AddError($"{Name}: '{word}' is not a whole number such as 10, auto, or auto:4,5,6");
                return default;
            },
        };
        option.CompletionSources.Add("auto");
        return option;
    }

    private static Option<LanguageExt.Arr<int>> Widths(string name, string description) => List<int>(
        name, description, "N,N", word =>
            int.TryParse(word, NumberStyles.Integer, CultureInfo.InvariantCulture, out var width) ? width : null,
        "a whole number; write widths such as 500,500");

    private static Option<LanguageExt.Arr<double>> Numbers(string name, string description) => List<double>(
        name, description, "X,X", word =>
            double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
        "a number; write numbers such as 0.5,0.3,0.2");

    private static Option<LanguageExt.Arr<double>> Bounds(string name, string description)
    {
        var option = Numbers(name, description);
        option.Validators.Add(result =>
        {
            if (result.Tokens[0].Value.Split(',').Length != 2)
                result.AddError($"{name}: takes a low and a high number such as -8,8");
        });
        return option;
    }

    private static Option<LanguageExt.Arr<ConvolutionLayer>> Convolutions(string name, string description)
    {
        var option = List(name, description, "CxK/S,CxK/S",
            ConvolutionLayer.Parse, "a convolution; write channels x kernel / stride such as 16x5/2,32x5/2");
        var layers = option.CustomParser!;
        option.CustomParser = result => result.Tokens[0].Value == "none" ? LanguageExt.Arr<ConvolutionLayer>.Empty : layers(result);
        return option;
    }

    private static Option<LanguageExt.Arr<T>> List<T>(string name, string description, string help, Func<string, T?> parse, string wanted)
        where T : struct => new(name)
    {
        Description = description,
        HelpName = help,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            var words = result.Tokens[0].Value.Split(',');
            foreach (var word in words.Where(word => parse(word) is null))
                result.AddError($"{name}: '{word}' is not {wanted}");
            return toArray(words.Select(parse).OfType<T>());
        },
    };
}
