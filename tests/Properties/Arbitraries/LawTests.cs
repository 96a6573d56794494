using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace GmmVae.Tests.Properties;

public sealed class LawTests
{
    private const string Chosen = "1234567,89,40";

    [Fact]
    public async Task A_broken_law_prints_the_seed_that_replays_it_the_counterexample_and_why()
    {
        var failure = await Failure(nameof(Samples.Below_900));
        Assert.Matches("Replay with GMMVAE_REPLAY=\"\\d+,\\d+,\\d+\"\n", failure.Messages[0]);
        Assert.Matches("\n9\\d\\d\n|\n1000\n", failure.Messages[0]);
        Assert.Contains("too large", failure.Messages[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_counterexample_is_the_smallest_that_the_arbitrary_comes_to() =>
        Assert.Contains("Shrunk:\n101\n", (await Failure(nameof(Samples.At_most_100))).Messages[0], StringComparison.Ordinal);

    [Fact]
    public async Task A_replayed_law_starts_with_the_case_that_broke_it()
    {
        var failure = await Failure(nameof(Samples.No_multiple_of_7));
        Assert.Equal(Cases(failure)[^1], Cases(await LawRun.Of<Samples>(nameof(Samples.Any_number), failure.Messages[0].Split('"')[1]))[0]);
    }

    [Fact]
    public async Task A_law_starts_with_the_case_that_its_attribute_replays_unless_another_is_asked_for()
    {
        var replayed = Cases(await LawRun.Of<Samples>(nameof(Samples.Any_number), Chosen));
        Assert.Equal(replayed, Cases(await LawRun.Of<Samples>(nameof(Samples.Any_number_as_chosen))));
        Assert.NotEqual(replayed, Cases(await LawRun.Of<Samples>(nameof(Samples.Any_number_as_chosen), "12345,67,8")));
    }

    [Fact]
    public async Task A_broken_law_on_graphs_prints_the_graph_and_its_inputs()
    {
        var failure = await Failure(nameof(Samples.Without_broadcasts));
        Assert.Contains("objective = %", failure.Messages[0], StringComparison.Ordinal);
        Assert.Contains("= broadcast along ", failure.Messages[0], StringComparison.Ordinal);
        Assert.Contains("\nbatch ", failure.Messages[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_law_that_gives_false_is_broken()
    {
        await Failure(nameof(Samples.False_above_900));
        await Failure(nameof(Samples.A_property_that_is_false));
    }

    [Fact]
    public async Task A_law_that_rejects_all_cases_is_broken() =>
        await Fails(nameof(Samples.Of_no_case), "exhausted");

    [Fact]
    public async Task What_holds_of_all_cases_together_is_asserted_once_after_them()
    {
        await Fails(nameof(Samples.Ten_cases), "10 cases");
        await Fails(nameof(Samples.After_nothing), "no method Missing");
    }

    [Fact]
    public async Task Each_parameter_takes_a_generator_of_its_type()
    {
        await Fails(nameof(Samples.Too_many_generators), "1 parameters and 2 generators");
        await Fails(nameof(Samples.No_cases), "have no static member Cases");
        await Fails(nameof(Samples.Other_type), "takes a generator of such");
    }

    private static async Task Fails(string law, string message) =>
        Assert.Contains(message, (await Failure(law)).Messages[0], StringComparison.OrdinalIgnoreCase);

    private static async Task<ITestFailed> Failure(string law) => Assert.IsAssignableFrom<ITestFailed>(await LawRun.Of<Samples>(law));

    /// <summary>The cases that a verbose law of one number printed before it shrank any.</summary>
    private static int[] Cases(ITestResultMessage result) =>
        [.. result.Output.Split('\n').Where(line => line.Length > 0 && line.All(char.IsDigit))
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture))];

#pragma warning disable xUnit1000 // These laws are to be broken, so xunit must not find them.
    private sealed class Samples
    {
        private int cases;

        private static Gen<int> Numbers { get; } = Gen.Choose(0, 1000);

        private static readonly Arbitrary<int> Shrinking =
            Arb.From(Gen.Choose(0, 1000), number => number > 0 ? [number / 2, number - 1] : []);

        private static Gen<int> Large() => Gen.Choose(0, 1_000_000);

        [Law(nameof(Numbers), MaxTest = 1000)]
        public void Below_900(int number) => Assert.True(number < 900, "too large");

        [Law(nameof(Shrinking), MaxTest = 1000)]
        public void At_most_100(int number) => Assert.True(number <= 100);

        [Law(nameof(Large), MaxTest = 1000, Verbose = true)]
        public void No_multiple_of_7(int number) => Assert.NotEqual(0, number % 7);

        [Law(nameof(Large), MaxTest = 5, Verbose = true)]
        public void Any_number(int number) => Assert.True(number >= 0);

        [Law(nameof(Large), MaxTest = 5, Verbose = true, Replay = Chosen)]
        public void Any_number_as_chosen(int number) => Assert.True(number >= 0);

        [Law]
        public void Without_broadcasts(RandomGraph graph) =>
            Assert.DoesNotContain(graph.Graph.Nodes, node => node.Op is Op.Broadcast);

        [Law(nameof(Numbers), MaxTest = 1000)]
        public bool False_above_900(int number) => number <= 900;

        [Law(nameof(Numbers), MaxTest = 1000)]
        public Property A_property_that_is_false(int number) => (number <= 900).Label("too large");

        [Law(nameof(Numbers))]
        public Property Of_no_case(int number) => true.When(number < 0);

        [Law(nameof(Numbers), MaxTest = 10, AfterAll = nameof(Fail))]
        public void Ten_cases(int number) => cases += number >= 0 ? 1 : 0;

        [Law(nameof(Numbers), AfterAll = "Missing")]
        public void After_nothing(int number) => Assert.True(number >= 0);

        [Law(nameof(Numbers), nameof(Numbers))]
        public void Too_many_generators(int number) => Assert.True(number >= 0);

        [Law]
        public void No_cases(int number) => Assert.True(number >= 0);

        [Law(nameof(Numbers))]
        public void Other_type(double number) => Assert.True(number >= 0);

        private void Fail() => Assert.Fail(FormattableString.Invariant($"{cases} cases"));
    }
#pragma warning restore xUnit1000
}
