using System.Text.Json.Nodes;

namespace GmmVae.Tests.Snapshots.Report;

/// <summary>A small report made by hand of exact arithmetic: three kinds of data, every model, everything that a page shows.</summary>
internal static class ReportExample
{
    private const int Points = 24;
    private const int Steps = 60;
    private const int Clusters = 3;

    public static ReproductionReport Report() => new(
        new ReproductionOptions { Seeds = [7, 8], Seed = 7 },
        [Set("line", 1, null), Set("overlap", 1, null), Set("signals", 8, null), Set("digits", 16, new ImageShape(4, 4))],
        [
            Claim("first", "One", "It <does> & holds.", Verdict.Holds) with { Paper = new(Verdict.DoesNotHold, "0.25 nats", [("value", 0.25)]) },
            Claim("second", "One", "It is not decided.", Verdict.Undecided),
            Claim("third", "Another", "It does not hold.", Verdict.DoesNotHold) with { Explanation = "Nothing asks for it." },
        ],
        ["No data folder is set.\n  at mnist\n  Set GMMVAE_DATA."]);

    private static Claim Claim(string id, string group, string sentence, Verdict verdict) =>
        new(id, group, sentence, "a test with a bound of 0.5", new ClaimOutcome(verdict, "0.75 nats", [("value", 0.75)])) { Subject = "data" };

    private static SetReport Set(string name, int features, ImageShape? image) => new()
    {
        Name = name,
        Features = features,
        Image = image,
        TrainRows = 100,
        TestRows = 50,
        Fingerprint = new string('a', 64),
        LabelNames = name == "signals" ? ["sine", "</script>", "a very long name of a label"] : ["0", "1", "2"],
        Observations = Values(Points * features, 5),
        Labels = [.. Enumerable.Range(0, Points).Select(i => i % 3)],
        MixtureLabels = image is null ? [.. Enumerable.Range(0, Points).Select(i => i % 4 == 3 ? -1 : i % 3)] : null,
        MixtureAccuracy = image is null ? 0.75 : null,
        JudgeAccuracy = 0.96875,
        Real = new GenerationMeasures(0.9375, 1, 0.25, 0.875),
        ChancePurity = 0.375,
        InterpolatedLabels = features == 1 ? [] : [(0, 1), (1, 2)],
        Models = [.. ReproductionPlan.Parts(name, new ReproductionOptions()).Select(part => Model(name, part.Model, features, image))],
    };

    private static ModelReport Model(string set, ReproducedModel model, int features, ImageShape? image)
    {
        var isMixture = model >= ReproducedModel.Mixture;
        string[] terms = model switch
        {
            ReproducedModel.AutoEncoder => ["reconstruction", "total", "objective"],
            ReproducedModel.Variational or ReproducedModel.VariationalWide => ["reconstruction", "latentPrior", "total", "objective"],
            _ => ["reconstruction", "conditionalPrior", "stylePrior", "clusterPrior", "batchMeanKl", "total", "objective"],
        };
        var report = new ModelReport
        {
            Model = model,
            Folder = $"runs/{set}-{(int)model}",
            Command = $"gmmvae train --data {set} --seed 7",
            IsReused = model == ReproducedModel.Variational,
            Summary = Summary(terms),
            Notes = new JsonObject
            {
                ["spec"] = new JsonObject { ["latent"] = 3, ["encoder"] = new JsonObject { ["widths"] = new JsonArray(8, 4) } },
                ["training"] = new JsonObject { ["batch"] = 5 },
                ["parameters"] = 123,
            },
            TermNames = terms,
            Steps = [.. Enumerable.Range(1, Steps).Select(step => (double[])[step, .. terms.Select((_, i) => (step / 30.0) + (i * 0.25))])],
            ClusterPrior = isMixture ? (1.5, 2.302585) : null,
        };
        return model >= ReproducedModel.Term || set == "overlap" ? report : report with
        {
            Latent = new LatentReport(
                Array.ConvertAll(Values(2 * Points, 7), value => (double)value), set == "line" ? (double.NaN, double.NaN) : (0.5, 0.25), 3,
                    [.. Enumerable.Range(0, Points).Select(i => i % 4 == 3 ? -1 : i % 3)],
                    new LatentMeasures(0.75, 0.5, 0.125, 0.625, 0.5, 0.25, 1.5)),
            Generation = new GenerationReport(Values(Points * features, 11), new GenerationMeasures(0.875, 0.75, 2.5, 0.5),
                model == ReproducedModel.AutoEncoder ? new GenerationMeasures(0.75, 0.5, 1.25, 0.25) : null),
            MidpointsSure = 0.5,
            Reconstructions = Values(8 * features, 3),
            Interpolations = features == 1 ? [] : Values(2 * 9 * features, 13),
            Mixture = isMixture ? Mixture(features, image) : null,
        };
    }

    private static MixtureReport Mixture(int features, ImageShape? image) => new()
    {
        Confusion = new[,] { { 10, 2, 0 }, { 0, 0, 0 }, { 1, 12, 25 } },
        ClusterOfRow = [1, 2, 0],
        ClassOfCluster = [0, -1, 2],
        SameNoise = Values(Clusters * 10 * features, 5),
        SameStyle = Values(Clusters * 10 * features, 9),
        Columns = 10,
        StyleGrid = Values(Clusters * 9 * features, 17),
        StyleSide = 3,
        StyleReach = 2,
        Measures = new MixtureMeasures(0.625, 0.5, 0.75, 0.25, 2, 3),
        StyleShare = new StyleShare(0.5, 0.125, 0.005),
        Style = image is null ? null : new StyleReport(0.5, 0.25, 0.75, 0.875, 0, 0.125, new EffectShares(0.25, 0.5, 0.25),
            new EffectShares(0.125, 0.75, 0.125), 0.5, 0.25),
    };

    private static JsonObject Summary(string[] terms) => new()
    {
        ["epochs"] = 3,
        ["steps"] = Steps,
        ["parametersSha256"] = new string('b', 64),
        ["timing"] = new JsonObject { ["seconds"] = 1.5, ["samplesPerSecond"] = 1000.0 },
        ["terms"] = new JsonObject(terms.Select((term, i) => KeyValuePair.Create(term, (JsonNode?)(1.5 + i)))),
    };

    private static float[] Values(int count, int stride) => [.. Enumerable.Range(0, count).Select(i => (i * stride % 16 / 8f) - 0.5f)];
}
