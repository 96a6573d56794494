using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class FewRowsTests
{
    private static Gen<int> RowCounts { get; } = Gen.Choose(2, 20_000);

    private static Gen<ModelKind> Kinds { get; } = Gen.Elements(Enum.GetValues<ModelKind>());

    private static Gen<bool> AreImages { get; } = Gen.Elements(false, true);

    [Law(nameof(RowCounts), nameof(Kinds), nameof(AreImages))]
    public void A_preset_makes_a_thousand_steps_however_few_the_rows(int rows, ModelKind kind, bool image)
    {
        var traits = new DataTraits(rows, 4, image);
        var options = Presets.Report(kind, traits);
        var training = options.Check(traits).Valid().Training;
        Assert.True(training.TotalSteps(rows) >= 1000);
    }

    [Theory]
    [InlineData(60_000, 784, true, 256, 20)]
    [InlineData(6_000, 64, false, 128, 25)]
    [InlineData(240, 4, false, 32, 143)]
    public void Many_rows_leave_the_preset_as_it_is_and_few_make_it_longer(int rows, int features, bool isImage, int batch, int epochs)
    {
        var options = Presets.Report(ModelKind.GaussianMixture, new DataTraits(rows, features, isImage));
        Assert.Equal((batch, epochs), (options.Batch, options.Epochs));
    }
}
