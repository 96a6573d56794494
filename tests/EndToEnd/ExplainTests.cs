using System.Globalization;

namespace GmmVae.Tests.EndToEnd;

/// <summary>What clusters are, as a page and as text.</summary>
public sealed class ExplainTests
{
    [Fact]
    public void A_table_is_explained_by_its_columns_on_one_page()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder["people.csv"], Enumerable.Range(0, 90)
            .Select(i => FormattableString.Invariant($"{(i % 3 * 20) + (i * 7 % 11 * 0.3)},{i * 5 % 13}")).Prepend("income,noise"));
        var told = Cli.Succeeds(Cli.Run("train", "--data", folder["people.csv"], "--clusters", "3", "--out", folder["run"]));
        Assert.Contains("30 rows", told, StringComparison.Ordinal);
        Assert.Contains("columns that tell most", told, StringComparison.Ordinal);
        Cli.Succeeds(Cli.Run("explain", folder["run"], "--out", folder["page.html"]));
        var page = File.ReadAllText(folder["page.html"]);
        foreach (var heading in (string[])
            ["Sizes", "columns that tell most", "Profiles", "Means and standard deviations", "Map of codes", "Rows between", "were chosen", "BIC"])
            Assert.Contains(heading, page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("note\"", page, StringComparison.Ordinal);
        var json = RunFiles.Parse(Cli.Succeeds(Cli.Run(
            "explain", folder["run"], "--data", folder["people.csv"], "--out", folder["again.html"], "--json")));
        Assert.Equal([30, 30, 30], json["clusters"]!.AsArray().Select(rows => (int)rows!));
    }

    [Fact]
    public void Pictures_are_shown_and_a_model_without_clusters_is_refused()
    {
        using var folder = new TemporaryFolder();
        Cli.Succeeds(Cli.Run("explain", TinyRun.Of("gmm-vae", "digits").Folder, "--out", folder["page.html"]));
        Assert.Contains("data:image/png", File.ReadAllText(folder["page.html"]), StringComparison.Ordinal);
        Cli.Refuses(Cli.Run("explain", TinyRun.Of("vae", "line").Folder, "--out", folder["no.html"]), 2, "no clusters");
        Assert.False(File.Exists(folder["no.html"]));
    }

    [Fact]
    public void Rows_without_clusters_are_doubted()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder["noise.csv"], Enumerable.Range(0, 300).Select(i => string.Join(',', Enumerable.Range(0, 12).Select(j =>
            Math.Abs(Math.Sin((i * 12.9898) + (j * 78.233)) * 43758.5453 % 1).ToString("F6", CultureInfo.InvariantCulture)))));
        Cli.Succeeds(Cli.Run("train", "--data", folder["noise.csv"], "--clusters", "6", "--out", folder["run"]));
        Cli.Succeeds(Cli.Run("explain", folder["run"], "--out", folder["page.html"]));
        Assert.Contains("weak clusters", File.ReadAllText(folder["page.html"]), StringComparison.Ordinal);
    }
}
