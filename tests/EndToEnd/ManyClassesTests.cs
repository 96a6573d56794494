using System.Globalization;
using System.Text;

namespace GmmVae.Tests.EndToEnd;

/// <summary>As many classes and clusters as may be: a training ends well, and its figures say what there is room for.</summary>
public class ManyClassesTests
{
    [Theory]
    [InlineData(110, "vae")]
    [InlineData(10_000, "vae")]
    [InlineData(110, "gmm-vae", "--clusters", "140")]
    public void A_training_on_many_classes_ends_with_all_its_figures(int classes, string model, params string[] more)
    {
        using var folder = new TemporaryFolder();
        var text = new StringBuilder("a,b,label\n");
        for (var i = 0; i < Math.Max(1100, 2 * classes); i++)
            text.Append(CultureInfo.InvariantCulture, $"{i * 37 % 101},{i * 53 % 97},{i % classes}\n");
        File.WriteAllText(folder["a.csv"], text.ToString());
        Cli.Succeeds(Cli.Run(
            ["train", "--preset", "report", "--model", model, "--data", folder["a.csv"], "--steps", "3", "--out", folder["run"], .. TinyRun.Small, .. more]));
        Assert.DoesNotContain("figures:", File.ReadAllText(folder["run/summary.json"]), StringComparison.Ordinal);
        Assert.Contains("more</text>", File.ReadAllText(folder["run/figures/latent-labels.svg"]), StringComparison.Ordinal);
        if (model == "gmm-vae")
            Assert.Contains("others</text>", File.ReadAllText(folder["run/figures/confusion.svg"]), StringComparison.Ordinal);
    }
}
