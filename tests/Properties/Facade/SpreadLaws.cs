using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class SpreadLaws
{
    private static readonly Gen<double[]> Values =
        Gen.Choose(-1000, 1000).Select(value => value / 8.0).NonEmptyListOf().Select(list => list.ToArray());

    [Law(nameof(Values))]
    public void Mean_deviation_and_extremes_are_those_of_the_definitions(double[] values)
    {
        var spread = Spread.Of(values)!;
        Assert.Equal(values.Length, spread.Count);
        Laws.Close(values.Average(), spread.Mean, 1e-13);
        Assert.Equal(values.Min(), spread.Minimum);
        Assert.Equal(values.Max(), spread.Maximum);
        if (values.Length == 1)
        {
            Assert.Null(spread.StandardDeviation);
            return;
        }

        // Half the mean squared difference of two different runs, which needs no mean.
        var pairs = values.SelectMany((a, i) => values.Skip(i + 1).Select(b => (a - b) * (a - b) / 2));
        Laws.Close(Math.Sqrt(pairs.Average()), spread.StandardDeviation!.Value, 1e-12);
    }

    private static Gen<double[]> SeveralValues { get; } = Values.Where(values => values.Length > 1);

    [Law(nameof(SeveralValues))]
    public void Moving_all_values_moves_the_mean_and_leaves_the_deviation(double[] values)
    {
        var (spread, moved) = (Spread.Of(values)!, Spread.Of(values.Select(value => value + 32))!);
        Laws.Close(spread.Mean + 32, moved.Mean, 1e-13);
        Laws.Close(spread.StandardDeviation!.Value, moved.StandardDeviation!.Value, 1e-12);
    }

    [Fact]
    public void The_spread_of_no_run_is_none_and_that_of_one_has_no_deviation()
    {
        Assert.Null(Spread.Of([]));
        Assert.Equal("""{"mean":2,"sd":null,"min":2,"max":2,"count":1}""", Spread.Of([2])!.ToJson().ToJsonString());
        Assert.Equal("""{"mean":2,"sd":1.4142135623730951,"min":1,"max":3,"count":2}""", Spread.Of([1, 3])!.ToJson().ToJsonString());
    }

    [Fact]
    public void Measures_of_failed_runs_are_left_out_and_every_seed_is_there()
    {
        var study = new StudyResult("folder", "gmm-vae", "report", "line", [Run(4, 0.25), new StudyRun(2, null, "diverged"), Run(0, 0.75)],
            []);
        Assert.Equal(new Spread(2, 0.5, Math.Sqrt(0.125), 0.25, 0.75), study.Of("accuracy"));
        Assert.Equal(new Spread(2, 3, 0, 3, 3), study.Of("activeUnits"));
        Assert.Null(study.Of("nmi"));
        var json = study.ToJson();
        Assert.Equal("[4,2,0]", json["seeds"]!.ToJsonString());
        Assert.Equal("[2]", json["failed"]!.ToJsonString());
        Assert.Equal("""{"seed":2,"error":"diverged"}""", json["runs"]![1]!.ToJsonString());
        Assert.Equal("""{"total":{"mean":1.5,"sd":0,"min":1.5,"max":1.5,"count":2}}""", json["terms"]!.ToJsonString());
        Assert.False(json.ContainsKey("nmi"));

        static StudyRun Run(ulong seed, double accuracy) => new(
            seed,
            new JsonObject
            {
                ["seed"] = seed,
                ["seconds"] = 1.0,
                ["terms"] = new JsonObject { ["total"] = 1.5 },
                ["metrics"] = new JsonObject { ["accuracy"] = accuracy, ["activeUnits"] = 3 },
            },
            null);
    }
}
