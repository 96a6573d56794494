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
        ("bernoulli", LikelihoodKind.Bernoulli), ("gaussian", LikelihoodKind.Gaussian),
        ("gaussian-fixed", LikelihoodKind.GaussianFixed), ("gaussian-per-feature", LikelihoodKind.GaussianPerFeature),
    ];

    private static readonly (string Name, ResponsibilityKind Kind)[] ResponsibilityRules =
        [("bayes", ResponsibilityKind.Bayes), ("head", ResponsibilityKind.EncoderHead)];

    private static readonly (string Name, ThresholdScope Kind)[] Scopes =
        [("batch", ThresholdScope.BatchMean), ("row", ThresholdScope.PerRow)];

    private static readonly (string Name, LearningRateDecay Kind)[] Decays =
        [("none", LearningRateDecay.None), ("cosine", LearningRateDecay.Cosine), ("step", LearningRateDecay.Step)];

    private static readonly (string Name, Initialization Kind)[] Initializations =
    [
        ("uniform-fan-in", Initialization.UniformFanIn), ("glorot-uniform", Initialization.GlorotUniform),
        ("he-normal", Initialization.HeNormal),
    ];

    private static readonly (string Name, CovarianceKind Kind)[] Covariances =
    [
        ("spherical", CovarianceKind.Spherical), ("diagonal", CovarianceKind.Diagonal), ("tied", CovarianceKind.Tied),
        ("full", CovarianceKind.Full),
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
        new("--preset") { Description = "The options to start from. auto: the best for the data; clustering: a network trained for clusters (gmm-vae); mixture: a Gaussian mixture (gmm-vae); report: the ELBO alone; paper: the networks of arXiv:1611.02648 for images, slow",
        DefaultValueFactory = _ => Presets.Auto };
    private readonly TableOptionSet table = new();
    private readonly EngineOptions computing = new();
    private readonly List<(OptionGroup Group, Option Option, Func<ParseResult, RunOptions, RunOptions> Apply)> settings = [];
    private OptionGroup group;

    internal TrainOptions()
    {
        preset.CompletionSources.Add([.. Presets.Names]);
        AddData();
        AddModel();
        AddTraining();
        AddClustering();
        AddDistributed();
    }

    internal void AddTo(GroupedCommand command)
    {
        command.Add(OptionGroup.Data, data);
        System.Array.ForEach(table.All, option => command.Add(OptionGroup.Data, option));
        command.Add(OptionGroup.Model, model);
        command.Add(OptionGroup.Model, preset);
        foreach (var (part, option, _) in settings)
            command.Add(part, option);
        computing.AddTo(command);
    }

    internal TrainRequest Request(ParseResult parsed) => new()
    {
        Model = Choice.KindOf(Models, parsed.GetValue(model)!),
        Data = parsed.GetValue(data) ?? throw new GmmVaeException(FailureKind.Usage,
            $"--data: is missing; give line, overlap, signals, digits, mnist, or {DataSource.Paths}"),
        DataFolder = CommonOptions.DataFolder,
        Table = table.Of(parsed),
        Preset = parsed.GetValue(preset)!,
        Engine = computing.Engine(parsed),
        Device = computing.Device(parsed),
        Configure = start => settings.Aggregate(start, (options, setting) => setting.Apply(parsed, options)),
    };

    private void AddData()
    {
        group = OptionGroup.Data;
        Choose("--missing", "Empty cells and NaN: refuse them, or mask them (leave them out of the likelihood) [default: refuse]",
            Missing, (o, mask) => o with { MaskMissing = mask });
        Set<int?>("--evaluation-rows", "Measure only N rows of the test split, evenly spread over it [default: all]", (o, value) =>
            o with { EvaluationRows = Some(value!.Value) });
        Set<int?>("--shuffle-block", "For files larger than memory: shuffle blocks of N neighbouring rows, and the rows of 16 or a few more blocks at a time [default: shuffle single rows]", (o, value) => o with { ShuffleBlock = Some(value!.Value) });
    }

    private void AddModel()
    {
        group = OptionGroup.Model;
        Add(Clusters(), (o, count) => o with { Clusters = count.Given ?? o.Clusters, ClusterCounts = toArray(count.Choices) });
        Choose("--covariance", "The covariances of a Gaussian mixture [default: chosen without labels]", Covariances, (o, kind) =>
            o with { Covariance = Some(kind) });
        Set<int?>("--latent", "Dimensions of the latent code", (o, value) => o with { Latent = value!.Value });
        Add(Widths("--hidden", "Hidden widths of the encoder, such as 500,500; the decoder has them in reverse"), (o, widths) =>
            o with { Hidden = widths });
        Choose("--likelihood", "The distribution p(y|x) of an observation given its latent code", Likelihoods, (o, kind) =>
            o with { Likelihood = kind });
        Set<int?>("--style", "Dimensions of the style w, the noise that varies observations inside a cluster", (o, value) =>
            o with { Style = value!.Value });
        Add(Numbers("--prior", "Cluster sizes π, if they are not equal, such as 0.5,0.3,0.2 for --clusters 3"), (o, shares) =>
            o with { ClusterWeights = Some(shares) });
        Add(Widths("--decoder-hidden", "Hidden widths of the decoder, if they are not those of the encoder in reverse"), (o, widths) =>
            o with { DecoderHidden = Some(widths) });
        Add(Convolutions("--convolutions", "Convolutions of the encoder before --hidden, each channels x kernel / stride + padding, such as 16x5/2,32x3/1+1, or none"), (o, layers) => o with { Convolutions = layers });
        Add(Convolutions("--decoder-convolutions", "Transposed convolutions of the decoder after --decoder-hidden, written like --convolutions"),
            (o, layers) => o with { DecoderConvolutions = layers });
        Add(Widths("--prior-hidden", "Hidden widths of the prior network, from style to clusters"), (o, widths) =>
            o with { PriorHidden = widths });
        Set<double?>("--prior-gain", "Factor on the last hidden layer of the prior network; 1 is the plain model, which collapses easily [default: 64 / width, at most 1]",
            (o, value) => o with { PriorGain = Some(value!.Value) });
        Switch("--no-batch-norm", "Do not use batch normalisation in the encoder", o => o with { BatchNorm = false });
        Set<double?>("--variance", "The variance of a Gaussian likelihood, or its initial value if it is learned", (o, value) =>
            o with { Variance = value!.Value });
        Choose("--responsibilities", "How the loss computes cluster probabilities: by Bayes' rule, or by a softmax head on the encoder",
            ResponsibilityRules, (o, kind) => o with { Responsibilities = kind });
        Add(Bounds("--posterior-bounds", "The range of the posterior's log-variances, such as -10,8"), (o, ends) =>
            o with { PosteriorBounds = new(ends[0], ends[1]) });
        Add(Bounds("--prior-bounds", "The range of the components' log-variances, such as -8,8"), (o, ends) =>
            o with { PriorBounds = new(ends[0], ends[1]) });
        Choose("--initialization", "The distribution of initial weights", Initializations, (o, kind) => o with { Initialization = kind });
    }

    private void AddTraining()
    {
        group = OptionGroup.Training;
        Set<int?>("--epochs", "Passes over the training rows; of a training in phases, those of the last phase", (o, value) =>
            o with { Epochs = value!.Value });
        Set<int?>("--batch", "Rows in a batch", (o, value) => o with { Batch = value!.Value });
        Set<double?>("--learning-rate", "The learning rate of Adam", (o, value) => o with { LearningRate = value!.Value });
        Set<ulong?>("--seed", "The seed of all random numbers", (o, value) => o with { Seed = value!.Value });
        Set<int?>("--patience", "Early stopping: end after N epochs without a better objective on held-out training rows, and keep the best epoch", (o, value) => o with { Patience = Some(value!.Value) });
        Set<double?>("--label-weight", "Weight of known labels in the objective: class i becomes cluster i [default: 0, labels are used for scoring only]", (o, value) => o with { LabelWeight = value!.Value });
        Set<int?>("--steps", "Stop after N steps", (o, value) => o with { Steps = Some(value!.Value) });
        Set<double?>("--validation-share", "The share of the training rows that --patience holds out [default: 0.1]", (o, value) =>
            o with { ValidationShare = Some(value!.Value) });
        Set<double?>("--threshold", "Ignore the cluster prior KL(z) up to X nats [default: 0.651 ln K, 1.5 for ten clusters]", (o, value) =>
            o with { Threshold = value!.Value });
        Choose("--threshold-scope", "Compare the threshold with the mean KL of the batch, or with the KL of each row", Scopes, (o, kind) =>
            o with { ThresholdScope = kind });
        Switch("--no-cluster-prior", "Leave the cluster prior KL(z) out of the objective", o => o with { ClusterPriorTerm = false });
        Set<int?>("--samples", "Monte-Carlo samples of the latent code for each row", (o, value) => o with { Samples = value!.Value });
        Choose("--decay", "How the learning rate decays: not at all, to 0 on half a cosine, or by half after each fifth of the steps", Decays,
            (o, kind) => o with { Decay = kind });
        Set<int?>("--warm-up", "Epochs over which the weight of the prior terms grows from 0 to 1", (o, value) =>
            o with { WarmUpEpochs = value!.Value });
        Set<double?>("--clip", "Scale gradients down to norm X", (o, value) => o with { MaximumGradientNorm = Some(value!.Value) });
        Set<double?>("--weight-decay", "Decoupled weight decay", (o, value) => o with { WeightDecay = value!.Value });
        Set<double?>("--beta1", "The decay of Adam's first moment", (o, value) => o with { Beta1 = value!.Value });
        Set<double?>("--beta2", "The decay of Adam's second moment", (o, value) => o with { Beta2 = value!.Value });
        Set<double?>("--epsilon", "Added to the square root of Adam's second moment", (o, value) => o with { Epsilon = value!.Value });
    }

    private void AddDistributed()
    {
        group = OptionGroup.Distributed;
        Set<int?>("--shards", "Cut every batch into N parts, a power of two; results depend on N, not on the number of processes [default: processes]", (o, value) => o with { Shards = value!.Value });
    }

    /// <summary>The options of the clustering preset, the teacher before the options that depend on it.</summary>
    private void AddClustering()
    {
        group = OptionGroup.Clustering;
        Cluster<int?>(Setting.CandidatesPerCluster, "Outputs of the cluster head for each cluster, grouped into clusters after the first phase; 1: no candidates, clusters of equal size", value => new() { CandidatesPerCluster = value });
        Cluster<int?>(Setting.CandidateEpochs, "Passes over the training rows in each restart of the candidate phase", value =>
            new() { CandidateEpochs = value });
        Cluster<double?>(Setting.CandidateBalanceWeight, "Weight of the balance of the candidates", value =>
            new() { CandidateBalanceWeight = value });
        Cluster<int?>(Setting.Restarts, "Restarts of the first phase; the one whose clusters carry most information about augmentations and nearest neighbours continues", value => new() { Restarts = value });
        Cluster<int?>(Setting.StartEpochs, "Passes over the training rows in each restart", value => new() { StartEpochs = value });
        Switch("--no-augmentation", "Do not augment rows",
            Clustered(Setting.NoAugmentation, new() { Augmentation = false }));
        Choose("--views", "The augmentation of rows", Views, (o, kind) => Clustered(Setting.Views, new() { Views = kind })(o));
        Cluster<double?>(Setting.ClusterWeight, "Weight of the clustering objective in the main phase", value =>
            new() { ClusterWeight = value });
        Cluster<double?>(Setting.ConsistencyWeight, "Weight of the consistency with the strong augmentation", value =>
            new() { ConsistencyWeight = value });
        Cluster<double?>(Setting.CleanWeight, "Weight of the consistency of the unchanged row in the main phase", value =>
            new() { CleanWeight = value });
        Cluster<double?>(Setting.EntropyWeight, "Weight of the assignment entropy", value => new() { EntropyWeight = value });
        Cluster<double?>(Setting.BalanceWeight, "Weight of the balance", value => new() { BalanceWeight = value });
        Cluster<double?>(Setting.BalanceHinge, "Imbalance of the clusters that costs nothing in the main phase, in nats",
            value => new() { BalanceHinge = value });
        Cluster<double?>(Setting.AgreementWeight, "Weight of the agreement between head and Bayes' rule in the main phase",
            value => new() { AgreementWeight = value });
        Choose("--teacher", "The teacher of the main phase: a moving average of the model, or the model itself", Teachers,
            (o, kind) => Clustered(Setting.Teacher, new() { Teacher = kind })(o));
        Cluster<double?>(Setting.TeacherTemperature, "Temperature of the teacher's assignments; below 1 they are sharper",
            value => new() { TeacherTemperature = value });
        Cluster<double?>(Setting.TeacherDecay, "Largest decay of the moving average", value => new() { TeacherDecay = value });
    }

    private void Cluster<T>(Setting setting, string description, Func<T, ClusteringChanges> change) =>
        Add(
            NumberOption.Create<T>(OptionNames.Of(setting), description),
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
        settings.Add((group, option, (parsed, options) =>
            parsed.GetResult(option) is { Implicit: false } ? apply(options, parsed.GetValue(option)!) : options));

    private static Option<ClusterCount> Clusters()
    {
        const string Name = "--clusters";
        var option = new Option<ClusterCount>(Name)
        {
            Description = "The number of clusters K [default: 10]; with the clustering preset also auto (chosen without labels among 6,8,10,12,16,20) or auto:4,5,6",
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
