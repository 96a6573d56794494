using System.Diagnostics;
using System.Text.Json.Nodes;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using GmmVae.Engine.Data;

namespace GmmVae.Engine.Artifacts.Checkpoints;

/// <summary>
/// Specifications and preprocessing as JSON, names in camel case. Numbers have as many digits as give back the same
/// bits, so reading what was written gives an equal value.
/// </summary>
/// <remarks>
/// Every field is always written, <c>null</c> where there is no value; dense layers are those without the fields of
/// convolutions, a model has <c>masksMissing</c> only where it does, and a clustering objective <c>consistency</c> and a training <c>shards</c> only where it is not 1 and <c>shuffleBlock</c> and
/// <c>evaluationRows</c> only where there are such. Reading refuses unknown and missing
/// fields and checks values with the specification's own rules.
/// </remarks>
public static partial class SpecJson
{
    /// <summary>A model.</summary>
    public static JsonObject Write(ModelSpec model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var json = new JsonObject
        {
            ["kind"] = model.Kind,
            ["features"] = model.Features,
            ["latent"] = model.Latent,
            ["encoder"] = Write(model.Encoder),
            ["decoder"] = Write(model.Decoder),
            ["likelihood"] = Write(model.Likelihood),
            ["initialization"] = JsonNames.Of(model.Initialization),
        };
        if (model.MasksMissing)
            json["masksMissing"] = true;
        switch (model)
        {
            case AutoEncoderSpec:
                break;
            case VariationalSpec variational:
                json["samples"] = variational.Samples;
                json["posteriorBounds"] = Write(variational.PosteriorBounds);
                break;
            case GaussianMixtureSpec mixture:
                json["style"] = mixture.Style;
                json["priorNetwork"] = Write(mixture.PriorNetwork);
                json["clusterPrior"] = Write(mixture.ClusterPrior);
                json["responsibilities"] = JsonNames.Of(mixture.Responsibilities);
                json["samples"] = mixture.Samples;
                json["posteriorBounds"] = Write(mixture.PosteriorBounds);
                json["priorBounds"] = Write(mixture.PriorBounds);
                json["priorGain"] = mixture.PriorGain;
                if (mixture.HasCandidates)
                    json["candidates"] = mixture.Candidates;
                break;
            default:
                throw new UnreachableException();
        }

        return json;
    }

    /// <summary>A training.</summary>
    public static JsonObject Write(TrainingSpec training)
    {
        ArgumentNullException.ThrowIfNull(training);
        var json = new JsonObject
        {
            ["phases"] = Many(training.Phases.Select(phase => (JsonNode)Write(phase))),
            ["steps"] = training.Steps.ToNullable(),
            ["batch"] = training.Batch,
            ["seed"] = training.Seed,
            ["adam"] = Write(training.Adam),
        };
        if (training.Shards > 1)
            json["shards"] = training.Shards;
        training.ShuffleBlock.IfSome(rows => json["shuffleBlock"] = rows);
        training.EvaluationRows.IfSome(rows => json["evaluationRows"] = rows);
        training.Stopping.IfSome(early => json["earlyStopping"] = new JsonObject { ["patience"] = early.Patience, ["validationShare"] = early.ValidationShare });
        return json;
    }

    /// <summary>A preprocessing.</summary>
    public static JsonObject Write(Preprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        return preprocessing switch
        {
            Preprocessing.None => new JsonObject { ["kind"] = "none" },
            Preprocessing.ByteScaling => new JsonObject { ["kind"] = "byteScaling" },
            Preprocessing.Standardisation fitted => new JsonObject
            {
                ["kind"] = "standardisation",
                ["offset"] = Many(fitted.Offset.Select(value => JsonValue.Create(value))),
                ["scale"] = Many(fitted.Scale.Select(value => JsonValue.Create(value))),
            },
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>A picture's height, width and channels.</summary>
    internal static JsonObject Write(ImageShape image) =>
        new() { ["height"] = image.Height, ["width"] = image.Width, ["channels"] = image.Channels };

    private static JsonObject Write(TrunkSpec layers)
    {
        var json = new JsonObject();
        if (layers is ConvolutionalSpec convolutional)
        {
            json["image"] = Write(convolutional.Image);
            json["layers"] = string.Join(",", convolutional.Layers);
        }

        json["widths"] = Many(layers.Widths.Select(width => JsonValue.Create(width)));
        json["activation"] = JsonNames.Of(layers.Activation);
        json["batchNorm"] = layers.BatchNorm;
        return json;
    }

    private static JsonObject Write(Likelihood likelihood) => likelihood switch
    {
        Likelihood.Bernoulli => new JsonObject { ["kind"] = "bernoulli" },
        Likelihood.Gaussian gaussian => new JsonObject
        {
            ["kind"] = "gaussian",
            ["variance"] = JsonNames.Of(gaussian.Variance),
            ["initialVariance"] = gaussian.InitialVariance,
        },
        _ => throw new UnreachableException(),
    };

    private static JsonObject Write(ClusterPrior prior) => new()
    {
        ["weights"] = Many(prior.Weights.Select(weight => JsonValue.Create(weight))),
        ["threshold"] = prior.Threshold,
        ["scope"] = JsonNames.Of(prior.Scope),
    };

    private static JsonObject Write(LogVarianceBounds bounds) => new()
    {
        ["low"] = bounds.Low,
        ["high"] = bounds.High,
    };

    private static JsonObject Write(Schedule schedule) => schedule switch
    {
        Schedule.Constant constant => new JsonObject { ["kind"] = "constant", ["value"] = constant.Value },
        Schedule.WarmUp warmUp => new JsonObject { ["kind"] = "warmUp", ["value"] = warmUp.Value, ["steps"] = warmUp.Steps },
        Schedule.Linear linear => new JsonObject
        {
            ["kind"] = "linear",
            ["value"] = linear.Value,
            ["final"] = linear.Final,
            ["steps"] = linear.Steps,
        },
        Schedule.Cosine cosine => new JsonObject { ["kind"] = "cosine", ["value"] = cosine.Value, ["final"] = cosine.Final },
        Schedule.Step drop => new JsonObject
        {
            ["kind"] = "step",
            ["value"] = drop.Value,
            ["factor"] = drop.Factor,
            ["every"] = drop.Every,
        },
        _ => throw new UnreachableException(),
    };

    private static JsonObject Write(AdamSpec adam) => new()
    {
        ["beta1"] = adam.Beta1,
        ["beta2"] = adam.Beta2,
        ["epsilon"] = adam.Epsilon,
        ["weightDecay"] = adam.WeightDecay,
        ["maximumGradientNorm"] = adam.MaximumGradientNorm.ToNullable(),
    };

    private static JsonArray Many(IEnumerable<JsonNode> values) => new([.. values]);
}
