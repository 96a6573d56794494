using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using static GmmVae.Tests.Properties.SpecJsonArbitraries;

namespace GmmVae.Tests.Properties;

public class SpecJsonTests
{
    [Law(typeof(SpecJsonArbitraries), nameof(Models))]
    public void A_model_reads_back_as_it_was_written(ModelSpec model)
    {
        Assert.Equal(model, Right(SpecJson.ReadModel(ThroughText(SpecJson.Write(model)), "run.json")));
        Assert.Equal(model, Right(SpecJson.ReadModel(SpecJson.Write(model), "run.json")));
    }

    [Law(typeof(SpecJsonArbitraries), nameof(Trainings))]
    public void A_training_reads_back_as_it_was_written(TrainingSpec training)
    {
        Assert.Equal(training, Right(SpecJson.ReadTraining(ThroughText(SpecJson.Write(training)), "run.json")));
        Assert.Equal(training, Right(SpecJson.ReadTraining(SpecJson.Write(training), "run.json")));
    }

    [Law(typeof(SpecJsonArbitraries), nameof(Augmentations))]
    public void An_augmentation_reads_back_as_it_was_written(AugmentationSpec augmentation)
    {
        Assert.Equal(augmentation, Right(SpecJson.ReadAugmentation(ThroughText(SpecJson.Write(augmentation)), "run.json")));
        Assert.Equal(augmentation, Right(SpecJson.ReadAugmentation(SpecJson.Write(augmentation), "run.json")));
    }

    private static Gen<Preprocessing> AnyPreprocessings { get; } = Gen.Choose(1, 5).SelectMany(features =>
        from fitted in Preprocessings(features)
        from origin in Gen.OneOf(Gen.Constant(System.Array.Empty<double>()), Gen.Elements(0.0, -1e9, 1.7e9 + 0.1).ArrayOf(features))
        select fitted is Preprocessing.Standardisation known ? known with { Origin = new(origin) } : fitted);

    [Law(nameof(AnyPreprocessings))]
    internal void A_preprocessing_reads_back_as_it_was_written(Preprocessing preprocessing) =>
        Assert.Equal(preprocessing, Right(SpecJson.ReadPreprocessing(ThroughText(SpecJson.Write(preprocessing)), "run.json")));

    private static Gen<ModelSpec> AnyModels => Models;

    private static Gen<int> AnySeeds => Generators.Seed;

    [Law(nameof(AnyModels), nameof(AnySeeds))]
    public void A_missing_field_is_refused_by_its_place(ModelSpec model, int seed)
    {
        var json = SpecJson.Write(model);
        var (parent, name, place) = Pick(json, seed);
        parent.Remove(name);
        // Without its candidates a head has an output for each cluster.
        if (name == "candidates")
            Assert.False(((GaussianMixtureSpec)Right(SpecJson.ReadModel(json, "run.json"))).HasCandidates);
        else if (name == "masksMissing")
            Assert.False(Right(SpecJson.ReadModel(json, "run.json")).MasksMissing);
        else
            Assert.Equal(place, PlaceOf(json));
    }

    [Law(nameof(AnyModels), nameof(AnySeeds))]
    public void An_unknown_field_is_refused_by_its_place(ModelSpec model, int seed)
    {
        var json = SpecJson.Write(model);
        var (parent, name, place) = Pick(json, seed);
        parent["colour"] = "red";
        Assert.Equal($"{place[..^name.Length]}colour", PlaceOf(json));
    }

    [Law(nameof(AnyModels), nameof(AnySeeds))]
    public void A_value_of_another_type_is_refused_within_its_place(ModelSpec model, int seed)
    {
        var json = SpecJson.Write(model);
        var (parent, name, place) = Pick(json, seed);
        parent[name] = new JsonArray("no");
        Assert.StartsWith(place, PlaceOf(json), StringComparison.Ordinal);
    }

    [Fact]
    public void Values_out_of_range_are_refused_in_the_words_of_the_options()
    {
        var model = SpecJson.Write(Gaussian());
        model["latent"] = 0;
        model["samples"] = 0;
        var error = Refused(SpecJson.ReadModel(model, "run.json"));
        Assert.Contains("Latent: must be from 1 to 65536, is 0", error.Problem, StringComparison.Ordinal);
        Assert.Contains("Samples: must be from 1 to 1000, is 0", error.Problem, StringComparison.Ordinal);
        Assert.Equal("run.json, field model", error.Place);

        model = SpecJson.Write(Gaussian());
        model["encoder"]!["widths"]![0] = 0;
        error = Refused(SpecJson.ReadModel(model, "run.json"));
        Assert.Contains("Hidden: layer widths", error.Problem, StringComparison.Ordinal);
        Assert.Equal("run.json, field model.encoder", error.Place);

        model = SpecJson.Write(Gaussian());
        model["likelihood"]!["initialVariance"] = -1.5;
        error = Refused(SpecJson.ReadModel(model, "run.json"));
        Assert.Equal("Variance: must be a number above 0, is -1.5", error.Problem);
        Assert.Equal("run.json, field model.likelihood", error.Place);
    }

    [Theory]
    [InlineData("""{"kind":"standardisation","offset":[0,1],"scale":[1]}""", "preprocessing.scale")]
    [InlineData("""{"kind":"standardisation","offset":[0,1],"scale":[1,0]}""", "preprocessing.scale")]
    [InlineData("""{"kind":"standardisation","offset":[],"scale":[]}""", "preprocessing.offset")]
    [InlineData("""{"kind":"standardisation","offset":[0,1e60],"scale":[1,1]}""", "preprocessing.offset[1]")]
    [InlineData("""{"kind":"whitening"}""", "preprocessing.kind")]
    [InlineData("""{"kind":"none","kind":"none"}""", "preprocessing")]
    [InlineData("""{"kind":"none","offset":[0]}""", "preprocessing.offset")]
    [InlineData("""{}""", "preprocessing.kind")]
    [InlineData("null", "preprocessing")]
    [InlineData("[1]", "preprocessing")]
    public void A_preprocessing_that_cannot_be_is_refused_at_its_place(string json, string place) =>
        Assert.Equal($"run.json, field {place}", Refused(SpecJson.ReadPreprocessing(JsonNode.Parse(json), "run.json")).Place);

    [Theory]
    [InlineData("""{"kind":"mirror"}""", "training.view.kind")]
    [InlineData("""{"kind":"none","shift":1}""", "training.view.shift")]
    [InlineData("""{"kind":"signal","shift":1.5,"noise":{"kind":"constant","value":0},"renormalize":true}""", "training.view.shift")]
    [InlineData("""{"kind":"signal","shift":-1,"noise":{"kind":"constant","value":0},"renormalize":true}""", "training.view")]
    [InlineData("""{"kind":"vector","noise":{"kind":"linear","value":0,"final":1},"dropout":0}""", "training.view.noise.steps")]
    [InlineData("""{"kind":"vector","noise":{"kind":"constant","value":0},"dropout":1}""", "training.view")]
    [InlineData("""{"kind":"vector","noise":{"kind":"constant","value":0}}""", "training.view.dropout")]
    [InlineData("null", "training.view")]
    public void An_augmentation_that_cannot_be_is_refused_at_its_place(string json, string place) => Assert.Equal(
        $"run.json, field {place}", Refused(SpecJson.ReadAugmentation(JsonNode.Parse(json), "run.json", "training.view")).Place);

    [Theory]
    [InlineData("seed", "-1")]
    [InlineData("seed", "18446744073709551616")]
    [InlineData("seed", "1.5")]
    [InlineData("steps", "\"5\"")]
    public void A_number_outside_its_type_is_refused_at_its_place(string field, string value)
    {
        var json = SpecJson.Write(Training());
        json[field] = JsonNode.Parse(value);
        var error = Refused(SpecJson.ReadTraining(json, "run.json"));
        Assert.Equal($"run.json, field training.{field}", error.Place);
        Assert.Contains(value, error.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("epochs", "3000000000", "training.phases[0].epochs")]
    [InlineData("scope", "\"none\"", "training.phases[0].scope")]
    [InlineData("teacher", """{"kind":"parrot"}""", "training.phases[0].teacher.kind")]
    [InlineData("teacher", """{"kind":"self"}""", "training.phases[0].teacher.temperature")]
    [InlineData("teacher", """{"kind":"self","temperature":0}""", "training.phases[0]")]
    [InlineData("teacher", """{"kind":"movingAverage","decay":1,"temperature":1}""", "training.phases[0]")]
    [InlineData("restarts", "0", "training.phases[0]")]
    [InlineData("headAgreement", "1", "training.phases[0]")]
    [InlineData("strongView", """{"kind":"mirror"}""", "training.phases[0].strongView.kind")]
    [InlineData("clusters", """{"weight":{"kind":"constant","value":1},"clean":-1,"entropy":0,"balance":0,"hinge":0}""", "training.phases[0].clusters")]
    public void A_phase_that_cannot_be_is_refused_at_its_place(string field, string value, string place)
    {
        var json = SpecJson.Write(Training());
        json["phases"]![0]![field] = JsonNode.Parse(value);
        Assert.Equal($"run.json, field {place}", Refused(SpecJson.ReadTraining(json, "run.json")).Place);
    }

    [Fact]
    public void A_clustering_objective_without_the_weight_of_its_consistency_has_1_as_before_there_was_one()
    {
        var json = SpecJson.Write(Training());
        var clusters = json["phases"]![0]!["clusters"]!.AsObject();
        Assert.False(clusters.ContainsKey("consistency"));
        Assert.Equal(1, Right(SpecJson.ReadTraining(json, "run.json")).Phases[0].Clusters.Consistency);
        clusters["consistency"] = 0.25;
        Assert.Equal(0.25, Right(SpecJson.ReadTraining(json, "run.json")).Phases[0].Clusters.Consistency);
        clusters["consistency"] = "much";
        Assert.Equal("run.json, field training.phases[0].clusters.consistency", Refused(SpecJson.ReadTraining(json, "run.json")).Place);
    }

    private static VariationalSpec Gaussian() => Good(VariationalSpec.Create(
        2, 1,
        NetworkSpec.Create(LanguageExt.Prelude.Array(3), Activation.Relu, batchNorm: true),
        NetworkSpec.Create(LanguageExt.Prelude.Array(3), Activation.Tanh, batchNorm: false),
        new Likelihood.Gaussian(GaussianVariance.Shared, 1)));

    private static TrainingSpec Training() => Good(TrainingSpec.Create(
        3, 5, 2, ulong.MaxValue, new Schedule.Constant(1e-3), new Schedule.Constant(1), true, AdamSpec.Default));

    private static JsonNode? ThroughText(JsonObject json) => JsonNode.Parse(json.ToJsonString());

    private static string PlaceOf(JsonObject model) =>
        Assert.IsType<InvalidField>(Refused(SpecJson.ReadModel(ThroughText(model), "run.json"))).Field;

    private static (JsonObject Parent, string Name, string Place) Pick(JsonObject json, int seed)
    {
        var fields = Fields(json, "model").ToArray();
        return fields[seed % fields.Length];
    }

    private static IEnumerable<(JsonObject Parent, string Name, string Place)> Fields(JsonObject json, string place)
    {
        foreach (var (name, value) in json)
        {
            yield return (json, name, $"{place}.{name}");
            if (value is JsonObject inner)
                foreach (var field in Fields(inner, $"{place}.{name}"))
                    yield return field;
        }
    }
}
