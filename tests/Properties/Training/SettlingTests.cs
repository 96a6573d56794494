using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class SettlingTests
{
    private const int Rows = 400;

    [Theory]
    [InlineData(0, 2)]
    [InlineData(4, 3)]
    [InlineData(20, 9)]
    public void Clusters_settle_after_a_fifth_of_the_training_and_the_warm_up_and_always_by_its_end(int warmUpEpochs, int last)
    {
        var warmUp = warmUpEpochs == 0 ? (Schedule)new Schedule.Constant(1) : new Schedule.WarmUp(1, 10 * warmUpEpochs);
        var training = TrainingSpec.Create(
            Success<SpecError, Arr<TrainingPhase>>(Array(Bound(10, warmUp))), None, Rows / 10, 1, AdamSpec.Default).Valid();
        Assert.Equal(Enumerable.Range(1, last), Enumerable.Range(1, 10).Where(epoch => training.IsSettling(epoch, Rows)));
    }

    [Fact]
    public void Clusters_of_phases_before_the_last_one_are_not_those_of_the_end()
    {
        var training = TrainingSpec.Create(
            Success<SpecError, Arr<TrainingPhase>>(Array(Bound(3, new Schedule.Constant(1)), Bound(5, new Schedule.Constant(1)))),
            None, Rows / 10, 1, AdamSpec.Default).Valid();
        Assert.Equal([1, 2, 3, 4], Enumerable.Range(1, 8).Where(epoch => training.IsSettling(epoch, Rows)));
    }

    private static TrainingPhase Bound(int epochs, Schedule priorWeight) =>
        TrainingPhase.Bound(epochs, new Schedule.Constant(0.01), priorWeight, clusterPriorTerm: true).Valid();
}
