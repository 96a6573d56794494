using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using GmmVae.Engine.Data;
using LanguageExt;
using static LanguageExt.Prelude;
using Schedule = GmmVae.Domain.Training.Schedule;

namespace GmmVae.Engine.Artifacts.Checkpoints;

public static partial class SpecJson
{
    private static string[] Common(JsonNode? node) =>
        ["kind", "features", "latent", "encoder", "decoder", "likelihood", "initialization", .. JsonFields.Present(node, "masksMissing")];

    private static readonly string[] TrainingExtras = ["shards", "shuffleBlock", "evaluationRows", "earlyStopping"];

    /// <summary>The model that <see cref="Write(ModelSpec)"/> wrote.</summary>
    /// <param name="node">The JSON; null counts as JSON's null and is refused.</param>
    /// <param name="path">The file it comes from, for errors; fields are named from <c>model</c> on.</param>
    public static Either<DataError, ModelSpec> ReadModel(JsonNode? node, string path) =>
        JsonFields.Tag(node, path, "model", "kind").Bind(kind => kind switch
        {
            "autoencoder" => JsonFields.Open(node, path, "model", Common(node)).Bind(ReadAutoEncoder),
            "vae" => JsonFields.Open(node, path, "model", [.. Common(node), "samples", "posteriorBounds"]).Bind(ReadVariational),
            "gmm-vae" => JsonFields
                .Open(
                    node, path, "model",
                    [.. Common(node), "style", "priorNetwork", "clusterPrior", "responsibilities", "samples", "posteriorBounds", "priorBounds",
                        "priorGain", .. JsonFields.Present(node, "candidates")])
                .Bind(ReadMixture),
            _ => new InvalidField(path, "model.kind", $"'{kind}' is none of autoencoder, vae, gmm-vae."),
        });

    /// <summary>The training that <see cref="Write(TrainingSpec)"/> wrote.</summary>
    /// <param name="node">The JSON; null counts as JSON's null and is refused.</param>
    /// <param name="path">The file it comes from, for errors; fields are named from <c>training</c> on.</param>
    public static Either<DataError, TrainingSpec> ReadTraining(JsonNode? node, string path) =>
        from json in JsonFields.Open(node, path, "training", ["phases", "steps", "batch", "seed", "adam", .. TrainingExtras.SelectMany(name => JsonFields.Present(node, name))])
        from phases in ReadPhases(json, "phases")
        from steps in json.Perhaps("steps", json.Integer)
        from batch in json.Integer("batch")
        from shards in json.Perhaps("shards", json.Integer)
        from block in json.Perhaps("shuffleBlock", json.Integer)
        from measured in json.Perhaps("evaluationRows", json.Integer)
        from seed in json.Unsigned("seed")
        from adam in ReadAdam(json, "adam")
        from stopping in json.Perhaps("earlyStopping", name => ReadStopping(json, name))
        from training in Checked(TrainingSpec.Create(phases, steps, batch, seed, adam, stopping, shards.IfNone(1), block, measured), path, "training")
        select training;

    private static Either<DataError, EarlyStopping> ReadStopping(JsonFields parent, string name) =>
        from json in JsonFields.Open(parent[name], parent.Path, parent.At(name), "patience", "validationShare")
        from patience in json.Integer("patience")
        from share in json.Real("validationShare")
        select new EarlyStopping(patience, share);

    /// <summary>The preprocessing that <see cref="Write(Preprocessing)"/> wrote.</summary>
    /// <param name="node">The JSON; null counts as JSON's null and is refused.</param>
    /// <param name="path">The file it comes from, for errors; fields are named from <c>preprocessing</c> on.</param>
    public static Either<DataError, Preprocessing> ReadPreprocessing(JsonNode? node, string path) =>
        JsonFields.Tag(node, path, "preprocessing", "kind").Bind(kind => kind switch
        {
            "none" => JsonFields.Open(node, path, "preprocessing", "kind").Map(_ => (Preprocessing)new Preprocessing.None()),
            "byteScaling" => JsonFields.Open(node, path, "preprocessing", "kind").Map(_ => (Preprocessing)new Preprocessing.ByteScaling()),
            "standardisation" => JsonFields.Open(node, path, "preprocessing", "kind", "offset", "scale").Bind(ReadStandardisation),
            _ => new InvalidField(path, "preprocessing.kind", $"'{kind}' is none of none, byteScaling, standardisation."),
        });

    private static Either<DataError, Preprocessing> ReadStandardisation(JsonFields json) =>
        from offset in json.Singles("offset")
        from scale in json.Singles("scale")
        from fitted in Standardisation(json, offset, scale)
        select fitted;

    private static Either<DataError, Preprocessing> Standardisation(JsonFields json, Arr<float> offset, Arr<float> scale)
    {
        if (offset.IsEmpty)
            return json.Invalid("offset", "It must have a number for each feature.");
        if (scale.Count != offset.Count || !scale.ForAll(value => value > 0))
            return json.Invalid("scale", "It must have a number above 0 for each offset.");
        return new Preprocessing.Standardisation(offset, scale);
    }

    private static Either<DataError, ModelSpec> ReadAutoEncoder(JsonFields json) =>
        from common in ReadCommon(json)
        from model in Checked(
            AutoEncoderSpec.Create(
                common.Features, common.Latent, common.Encoder, common.Decoder, common.Likelihood, common.Initialization, common.MasksMissing),
            json.Path, json.Place)
        select (ModelSpec)model;

    private static Either<DataError, ModelSpec> ReadVariational(JsonFields json) =>
        from common in ReadCommon(json)
        from samples in json.Integer("samples")
        from bounds in ReadBounds(json, "posteriorBounds")
        from model in Checked(
            VariationalSpec.Create(
                common.Features, common.Latent, common.Encoder, common.Decoder, common.Likelihood, samples, bounds, common.Initialization, common.MasksMissing),
            json.Path, json.Place)
        select (ModelSpec)model;

    private static Either<DataError, ModelSpec> ReadMixture(JsonFields json) =>
        from common in ReadCommon(json)
        from style in json.Integer("style")
        from priorNetwork in ReadNetwork(json, "priorNetwork", Setting.PriorHidden)
        from clusterPrior in ReadClusterPrior(json, "clusterPrior")
        from responsibilities in json.Case<ResponsibilityKind>("responsibilities")
        from samples in json.Integer("samples")
        from posteriorBounds in ReadBounds(json, "posteriorBounds")
        from priorBounds in ReadBounds(json, "priorBounds")
        from priorGain in json.Real("priorGain")
        from candidates in json.Perhaps("candidates", json.Integer)
        from model in Checked(
            GaussianMixtureSpec.Create(
                common.Features, common.Latent, style, common.Encoder, common.Decoder, priorNetwork, common.Likelihood, clusterPrior,
                responsibilities, samples, posteriorBounds, priorBounds, priorGain, common.Initialization,
                candidates.ToNullable(), common.MasksMissing),
            json.Path, json.Place)
        select (ModelSpec)model;

    private static Either<DataError, CommonPart> ReadCommon(JsonFields json) =>
        from features in json.Integer("features")
        from latent in json.Integer("latent")
        from encoder in ReadTrunk(json, "encoder", Setting.Convolutions, Setting.Hidden)
        from decoder in ReadTrunk(json, "decoder", Setting.DecoderConvolutions, Setting.DecoderHidden)
        from likelihood in ReadLikelihood(json, "likelihood")
        from initialization in json.Case<Initialization>("initialization")
        from masks in json.Truth("masksMissing", absent: false)
        select new CommonPart(features, latent, encoder, decoder, likelihood, initialization, masks);

    private static Either<DataError, TrunkSpec> ReadTrunk(JsonFields parent, string name, Setting setting, Setting hiddenSetting) =>
        JsonFields.HasAny(parent[name], "image", "layers")
            ? ReadConvolutional(parent, name, setting, hiddenSetting).Map(network => (TrunkSpec)network)
            : ReadNetwork(parent, name, hiddenSetting).Map(network => (TrunkSpec)network);

    private static Either<DataError, ConvolutionalSpec> ReadConvolutional(
        JsonFields parent, string name, Setting setting, Setting hiddenSetting) =>
        from json in JsonFields.Open(parent[name], parent.Path, parent.At(name), "image", "layers", "widths", "activation", "batchNorm")
        from image in CheckpointText.ReadImage(json["image"], json.Path, json.At("image"))
        from layers in ReadLayers(json, "layers")
        from widths in json.Integers("widths")
        from activation in json.Case<Activation>("activation")
        from batchNorm in json.Truth("batchNorm")
        from network in Checked(
            ConvolutionalSpec.Create(image, layers, widths, activation, batchNorm, setting, hiddenSetting), json.Path, json.Place)
        select network;

    private static Either<DataError, Arr<ConvolutionLayer>> ReadLayers(JsonFields json, string name) =>
        json.Text(name).Bind(text => text.Split(',').Select(ConvolutionLayer.Parse).ToArray() is var layers && layers.Contains(null)
            ? json.Invalid(name, $"'{text}' is not a list of convolutions such as 16x5/2,32x5/2.")
            : Right<DataError, Arr<ConvolutionLayer>>(toArray(layers.OfType<ConvolutionLayer>())));

    private static Either<DataError, NetworkSpec> ReadNetwork(JsonFields parent, string name, Setting setting) =>
        from json in JsonFields.Open(parent[name], parent.Path, parent.At(name), "widths", "activation", "batchNorm")
        from widths in json.Integers("widths")
        from activation in json.Case<Activation>("activation")
        from batchNorm in json.Truth("batchNorm")
        from network in Checked(NetworkSpec.Create(widths, activation, batchNorm, setting), json.Path, json.Place)
        select network;

    private static Either<DataError, Likelihood> ReadLikelihood(JsonFields parent, string name)
    {
        var (node, path, place) = (parent[name], parent.Path, parent.At(name));
        return JsonFields.Tag(node, path, place, "kind").Bind(kind => kind switch
        {
            "bernoulli" => JsonFields.Open(node, path, place, "kind").Map(_ => (Likelihood)new Likelihood.Bernoulli()),
            "gaussian" =>
                from json in JsonFields.Open(node, path, place, "kind", "variance", "initialVariance")
                from variance in json.Case<GaussianVariance>("variance")
                from initial in json.Real("initialVariance")
                from likelihood in Checked(
                    SpecRules.Validate<Likelihood>(
                        () => new Likelihood.Gaussian(variance, initial), SpecRules.Positive(Setting.Variance, initial)),
                    path, place)
                select likelihood,
            _ => new InvalidField(path, $"{place}.kind", $"'{kind}' is none of bernoulli, gaussian."),
        });
    }

    private static Either<DataError, ClusterPrior> ReadClusterPrior(JsonFields parent, string name) =>
        from json in JsonFields.Open(parent[name], parent.Path, parent.At(name), "weights", "threshold", "scope")
        from weights in json.Reals("weights")
        from threshold in json.Real("threshold")
        from scope in json.Case<ThresholdScope>("scope")
        from prior in Checked(ClusterPrior.Create(weights, threshold, scope), json.Path, json.Place)
        select prior;

    private static Either<DataError, LogVarianceBounds> ReadBounds(JsonFields parent, string name) =>
        from json in JsonFields.Open(parent[name], parent.Path, parent.At(name), "low", "high")
        from low in json.Real("low")
        from high in json.Real("high")
        select new LogVarianceBounds(low, high);

    private static Either<DataError, AdamSpec> ReadAdam(JsonFields parent, string name) =>
        from json in JsonFields.Open(
            parent[name], parent.Path, parent.At(name), "beta1", "beta2", "epsilon", "weightDecay", "maximumGradientNorm")
        from beta1 in json.Real("beta1")
        from beta2 in json.Real("beta2")
        from epsilon in json.Real("epsilon")
        from weightDecay in json.Real("weightDecay")
        from norm in json.Perhaps("maximumGradientNorm", json.Real)
        from adam in Checked(AdamSpec.Create(beta1, beta2, epsilon, weightDecay, norm), json.Path, json.Place)
        select adam;

    private static Either<DataError, Schedule> ReadSchedule(JsonFields parent, string name)
    {
        var (node, path, place) = (parent[name], parent.Path, parent.At(name));
        return JsonFields.Tag(node, path, place, "kind").Bind(kind => kind switch
        {
            "constant" =>
                from json in JsonFields.Open(node, path, place, "kind", "value")
                from value in json.Real("value")
                select (Schedule)new Schedule.Constant(value),
            "warmUp" =>
                from json in JsonFields.Open(node, path, place, "kind", "value", "steps")
                from value in json.Real("value")
                from steps in json.Integer("steps")
                select (Schedule)new Schedule.WarmUp(value, steps),
            "linear" =>
                from json in JsonFields.Open(node, path, place, "kind", "value", "final", "steps")
                from value in json.Real("value")
                from final in json.Real("final")
                from steps in json.Integer("steps")
                select (Schedule)new Schedule.Linear(value, final, steps),
            "cosine" =>
                from json in JsonFields.Open(node, path, place, "kind", "value", "final")
                from value in json.Real("value")
                from final in json.Real("final")
                select (Schedule)new Schedule.Cosine(value, final),
            "step" =>
                from json in JsonFields.Open(node, path, place, "kind", "value", "factor", "every")
                from value in json.Real("value")
                from factor in json.Real("factor")
                from every in json.Integer("every")
                select (Schedule)new Schedule.Step(value, factor, every),
            _ => new InvalidField(path, $"{place}.kind", $"'{kind}' is none of constant, warmUp, linear, cosine, step."),
        });
    }

    private static Either<DataError, T> Checked<T>(Validation<SpecError, T> value, string path, string place) =>
        value.Match(
            Succ: good => Right<DataError, T>(good),
            Fail: errors => new InvalidField(path, place, ErrorText.Join("; ", errors.Map(error => error.Text))));

    private sealed record CommonPart(
        int Features,
        int Latent,
        Validation<SpecError, TrunkSpec> Encoder,
        Validation<SpecError, TrunkSpec> Decoder,
        Likelihood Likelihood,
        Initialization Initialization,
        bool MasksMissing);
}
