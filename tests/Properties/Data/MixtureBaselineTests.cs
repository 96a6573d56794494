namespace GmmVae.Tests.Properties;

public sealed class MixtureBaselineTests
{
    private static double Accuracy(Dataset data) =>
        ClusterAccuracy.Hungarian(data.MixtureLabels!.Value.Span, data.Labels!.Value.Span).Accuracy;

    [Fact]
    public void On_the_line_the_mixture_finds_the_ten_Gaussians_of_both_splits()
    {
        var splits = MixtureBaseline.Label(LineData.Generate(0, 2000, 500), 10, RandomKey.FromSeed(1));
        Assert.InRange(Accuracy(splits.Train), 0.999, 1);
        Assert.InRange(Accuracy(splits.Test), 0.999, 1);
    }

    [Fact]
    public void On_signals_the_mixture_does_far_better_than_chance()
    {
        var data = SignalData.Generate(0, 400, 200);
        var splits = MixtureBaseline.Label(data, 10, RandomKey.FromSeed(1));
        Assert.InRange(Accuracy(splits.Test), 0.3, 1);
        Assert.Equal(data.Train.Fingerprint, splits.Train.Fingerprint);
        Assert.Equal(data.Preprocessing, splits.Preprocessing);
    }

    [Fact]
    public void True_labels_are_not_read()
    {
        var data = SignalData.Generate(0, 60, 20);
        var blind = DataSplits.Fit(WithLabelsZero(data.Train), WithLabelsZero(data.Test));
        var (seen, unseen) = (
            MixtureBaseline.Label(data, 3, RandomKey.FromSeed(1)), MixtureBaseline.Label(blind, 3, RandomKey.FromSeed(1)));
        Assert.Equal(seen.Train.MixtureLabels!.Value.ToArray(), unseen.Train.MixtureLabels!.Value.ToArray());
        Assert.Equal(seen.Test.MixtureLabels!.Value.ToArray(), unseen.Test.MixtureLabels!.Value.ToArray());
    }

    private static Dataset WithLabelsZero(Dataset data)
    {
        var values = new float[data.Rows * data.Features];
        data.With(new Preprocessing.None()).CopyRange(0, data.Rows, values);
        return Dataset.FromFloats(data.Name, values, data.Features, labels: new int[data.Rows]);
    }
}
