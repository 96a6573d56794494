using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class FewRowsTests
{
    [Fact]
    public void A_preset_makes_a_thousand_steps_however_few_the_rows() => Laws.Hold(
        from rows in Gen.Choose(2, 20_000)
        from kind in Gen.Elements(Enum.GetValues<ModelKind>())
        from image in Gen.Elements(false, true)
        select new { rows, kind, image },
        sample =>
        {
            var traits = new DataTraits(sample.rows, 4, sample.image);
            var options = Presets.Report(sample.kind, traits);
            var training = options.Check(traits).Valid().Training;
            Assert.True(training.TotalSteps(sample.rows) >= 1000);
        });

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
