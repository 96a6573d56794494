using System.Text.Json.Nodes;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

/// <summary>Several ranks share the runs of a study.</summary>
public sealed class SharedStudyTests
{
    private static readonly ulong[] Seeds = [3, 0, 1, 2, 7];

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_number_of_ranks_comes_to_the_study_of_one_and_every_rank_knows_it(int count)
    {
        using var folder = new TemporaryFolder();
        var alone = Studies.Run(Request(folder.File("alone")));
        var told = new Told[count];
        var shared = LocalRanks.Run(count, ranks =>
            Studies.Run(Request(folder.File("shared")) with { Ranks = ranks }, told[ranks.Rank] = new Told()));
        Assert.All(shared, study => Assert.Equal(Timeless(alone.ToJson()), Timeless(study.ToJson())));
        Assert.Equal(Timeless(alone.ToJson()), Timeless(JsonNode.Parse(File.ReadAllText(folder.File("shared/study.json")))!));
        Assert.Equal(Names(folder.File("alone")), Names(folder.File("shared")));

        // Every rank hears of the start and the end of every part, once.
        foreach (var one in told)
        {
            Assert.Equal(Enumerable.Range(1, 2 * Seeds.Length), one.Heard.Where(part => !part.IsEnd).Select(part => part.Number).Order());
            Assert.Equal(Enumerable.Range(1, 2 * Seeds.Length), one.Heard.Where(part => part.IsEnd).Select(part => part.Number).Order());
        }
    }

    [Fact]
    public void One_cancelled_rank_stops_all_and_another_number_of_ranks_goes_on_to_the_same_study()
    {
        using var folder = new TemporaryFolder();
        var alone = Studies.Run(Request(folder.File("alone")));
        var stopped = LocalRanks.Run(2, ranks =>
        {
            using var cancellation = new CancellationTokenSource();
            return Record.Exception(() => Studies.Run(
                Request(folder.File("cut")) with { Ranks = ranks }, ranks.Rank == 1 ? new Told(cancellation) : null,
                    cancellation: cancellation.Token));
        });
        Assert.All(stopped, failure => Assert.IsType<OperationCanceledException>(failure));
        Assert.False(File.Exists(folder.File("cut/study.json")));
        var resumed = LocalRanks.Run(3, ranks => Studies.Run(Request(folder.File("cut")) with { Ranks = ranks }));
        Assert.All(resumed, study => Assert.Equal(Timeless(alone.ToJson()), Timeless(study.ToJson())));
        Assert.Equal(Names(folder.File("alone")), Names(folder.File("cut")));
    }

    [Fact]
    public void A_seed_that_fails_is_noted_and_the_others_are_trained()
    {
        using var folder = new TemporaryFolder();
        Studies.Run(Request(folder.File("study")) with { Seeds = [1] });
        File.Delete(folder.File("study/seed-1/summary.json"));
        File.WriteAllText(folder.File("study/seed-1/checkpoint.safetensors"), "no checkpoint");
        var studies = LocalRanks.Run(2, ranks => Studies.Run(Request(folder.File("study")) with { Ranks = ranks }));
        Assert.All(studies, study => Assert.Equal([1ul], study.Failed.Select(run => run.Seed)));
        Assert.All(studies, study => Assert.Equal(Seeds.Length - 1, study.Of("accuracy")!.Count));
    }

    [Fact]
    public void Ranks_with_other_options_are_refused_before_anything_is_written()
    {
        using var folder = new TemporaryFolder();
        var refused = LocalRanks.Run(2, ranks => Record.Exception(() => Studies.Run(
            Request(folder.File("study"), latent: 1 + ranks.Rank) with { Ranks = ranks })));
        Assert.All(refused, failure => Assert.Contains("the options of rank 1 differ", failure!.Message, StringComparison.Ordinal));
        Assert.False(Directory.Exists(folder.File("study")));
    }

    private static StudyRequest Request(string folder, int latent = 2) => new()
    {
        Train = new TrainRequest
        {
            Model = ModelKind.GaussianMixture, Preset = "report",
            Data = "line",
            OutputFolder = folder,
            Threads = 1,
            Configure = options => options with { Epochs = 2, Batch = 500, Hidden = Array(8), PriorHidden = Array(8), Latent = latent },
        },
        Seeds = Seeds,
        Baselines = true,
        BaselineRows = 200,
    };

    private static string[] Names(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file =>
            Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)];

    private static string Timeless(JsonNode node)
    {
        var copy = node.DeepClone();
        Strip(copy);
        return copy.ToJsonString();

        static void Strip(JsonNode? node)
        {
            if (node is JsonObject record)
            {
                record.Remove("seconds");
                record.Remove("timing");
                foreach (var (_, field) in record)
                    Strip(field);
            }
            else if (node is JsonArray list)
            {
                foreach (var item in list)
                    Strip(item);
            }
        }
    }

    /// <summary>Remembers what it is told, and cancels once a part is done.</summary>
    private sealed class Told(CancellationTokenSource? cancellation = null) : IProgress<StudyProgress>
    {
        public List<StudyProgress> Heard { get; } = [];

        public void Report(StudyProgress value)
        {
            Heard.Add(value);
            if (value.IsEnd)
                cancellation?.Cancel();
        }
    }
}
