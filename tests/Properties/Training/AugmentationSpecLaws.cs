namespace GmmVae.Tests.Properties;

public sealed class AugmentationSpecLaws
{
    private static readonly Schedule Mild = new Schedule.Constant(1);

    [Fact]
    public void Wrong_numbers_are_all_reported_in_the_words_of_the_options()
    {
        foreach (var bad in new[] { -1, double.NaN, double.PositiveInfinity })
        {
            Assert.Equal(
                [Setting.ViewRotation, Setting.ViewScale, Setting.ViewShear, Setting.ViewShift, Setting.ViewElasticity, Setting.ViewGrid],
                AugmentationSpec.ForImages(bad, bad, bad, bad, new Schedule.Constant(bad), 1).Options());
            Assert.Equal(
                [Setting.ViewShift, Setting.ViewNoise], AugmentationSpec.ForSignals(-1, new Schedule.WarmUp(bad, 1), true).Options());
            Assert.Equal([Setting.ViewNoise, Setting.ViewDropout],
                AugmentationSpec.ForVectors(new Schedule.Linear(1, bad, 1), bad).Options());
        }

        Assert.Equal([Setting.ViewRotation], AugmentationSpec.ForImages(180.5, 0, 0, 0, Mild, 2).Options());
        Assert.Equal([Setting.ViewScale], AugmentationSpec.ForImages(0, 1, 0, 0, Mild, 2).Options());
        Assert.Equal([Setting.ViewGrid], AugmentationSpec.ForImages(0, 0, 0, 0, Mild, 65).Options());
        Assert.Equal([Setting.ViewDropout], AugmentationSpec.ForVectors(Mild, 1).Options());
    }

    [Fact]
    public void Equal_words_make_equal_specifications()
    {
        Assert.Equal(AugmentationSpec.ForImages(10, 0.1, 0.2, 2, Mild, 5).Valid(),
            AugmentationSpec.ForImages(10, 0.1, 0.2, 2, new Schedule.Constant(1), 5).Valid());
        Assert.NotEqual(AugmentationSpec.ForImages(10, 0.1, 0.2, 2, Mild, 5).Valid(),
            AugmentationSpec.ForImages(10, 0.1, 0.2, 2, Mild, 6).Valid());
        Assert.NotEqual(AugmentationSpec.ForSignals(8, Mild, true).Valid(), AugmentationSpec.ForSignals(8, Mild, false).Valid());
        Assert.NotEqual(AugmentationSpec.ForVectors(Mild, 0.1).Valid(), AugmentationSpec.ForVectors(Mild, 0.2).Valid());
    }

    [Fact]
    public void Only_pictures_have_views_of_pictures()
    {
        var pictures = AugmentationSpec.ForImages(10, 0.1, 0.2, 2, Mild, 5).Valid();
        Assert.True(pictures.IncompatibilityWith(12, new ImageShape(3, 4)).IsNone);
        Assert.True(pictures.IncompatibilityWith(24, new ImageShape(3, 4, 2)).IsNone);
        Assert.Equal("Views: views of pictures need pictures, and the data have no image shape", Text(pictures, 12, null));
        Assert.Equal("Views: pictures of 3x4x1 have 12 features, the data 13", Text(pictures, 13, new ImageShape(3, 4)));
        foreach (var others in new[] { new AugmentationSpec.None(), AugmentationSpec.ForSignals(8, Mild, true).Valid(),
            AugmentationSpec.ForVectors(Mild, 0.1).Valid() })
            Assert.True(others.IncompatibilityWith(12, null).IsNone);
    }

    private static string Text(AugmentationSpec spec, int features, ImageShape? shape) =>
        spec.IncompatibilityWith(features, shape).Match(error => error.ToString(), () => "fits");
}
