namespace GmmVae.Tests.EndToEnd;

public class MnistTests
{
    [MnistFact]
    public void Twenty_steps_of_the_report_on_mnist_give_finite_terms_and_pictures()
    {
        using var folder = new TemporaryFolder();
        var result = Cli.Run(
            ["train", "--data", "mnist", "--preset", "report", "--steps", "20", "--out", folder["run"]],
            [("GMMVAE_DATA", MnistFactAttribute.DataFolder!)]);
        Cli.Succeeds(result);
        var terms = RunFiles.Summary(folder["run"])["terms"]!.AsObject();
        Assert.All(terms, term => Assert.True(double.IsFinite((double)term.Value!), term.Key));
        Assert.InRange((double)terms["reconstruction"]!, 50, 543);
        Assert.Contains("figures/samples.png", RunFiles.Names(folder["run"]));
    }
}
