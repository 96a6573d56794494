using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace GmmVae.Tests.EndToEnd;

public class ReproduceTests
{
    private const int Parts = 23;

    [Fact]
    public void A_report_has_its_page_its_claims_its_figures_its_runs_and_the_projectors_folders()
    {
        var folder = QuickReproduction.Folder;
        Assert.Equal(
            ["claims.json", "figures", "projector", "report.html", "runs"],
            Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(Parts, Directory.GetDirectories(Path.Combine(folder, "runs")).Length);
        foreach (var model in (string[])["vae-wide", "gmm-vae", "gmm-vae-clustering"])
            Assert.Equal(
                ["metadata.tsv", "projector_config.json", "projector_config.pbtxt", "sprite.png", "vectors.tsv"],
                Directory.EnumerateFiles(Path.Combine(folder, "projector", model)).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var drawings = Directory.GetFiles(Path.Combine(folder, "figures"), "*.svg");
        Assert.True(drawings.Length > 40 && Directory.GetFiles(Path.Combine(folder, "figures"), "*.png").Length > 15);
        Assert.All(drawings, drawing => Assert.Equal("svg", XDocument.Load(drawing).Root!.Name.LocalName));
    }

    [Fact]
    public void Standard_output_is_the_document_of_claims_and_progress_is_on_standard_error()
    {
        var document = JsonNode.Parse(QuickReproduction.Result.Output)!;
        Assert.True(JsonNode.DeepEquals(document, JsonNode.Parse(File.ReadAllText(Path.Combine(QuickReproduction.Folder, "claims.json")))));
        var claims = document["claims"]!.AsArray().Select(claim => claim!.AsObject()).ToArray();
        Assert.True(claims.Length >= 20);
        Assert.Equal(claims.Length, claims.Select(claim => (string)claim["id"]!).Distinct().Count());
        Assert.All(claims, claim =>
        {
            foreach (var field in (string[])["id", "sentence", "test", "value"])
                Assert.False(string.IsNullOrWhiteSpace((string?)claim[field]), field);
            Assert.Equal((string)claim["verdict"]! == "holds", (bool)claim["holds"]!);
            Assert.True((bool)claim["holds"]! || (string?)claim["explanation"] is { Length: > 0 }, (string)claim["id"]!);
            Assert.DoesNotContain("NaN", (string)claim["value"]!, StringComparison.Ordinal);
        });
        Assert.Equal(
            claims.Length, (int)document["holding"]! + (int)document["undecided"]! + (int)document["notHolding"]!);
        Assert.Contains("part 23/23", QuickReproduction.Result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_term_is_ignored_up_to_the_threshold_to_the_bit_on_every_kind_of_data()
    {
        var claims = JsonNode.Parse(QuickReproduction.Result.Output)!["claims"]!.AsArray();
        foreach (var data in (string[])["line", "overlap", "signals", "digits"])
            Assert.True((bool)claims.Single(claim => (string)claim!["id"]! == $"term-ignored-{data}")!["holds"]!);
    }

    [Fact]
    public void Parts_that_are_gone_or_unfinished_are_made_again_and_the_rest_is_reused_to_the_same_claims_figures_and_page()
    {
        using var folder = new TemporaryFolder();
        var copy = folder.Copy(QuickReproduction.Folder, "report");
        Directory.Delete(Path.Combine(copy, "runs", "line-vae"), recursive: true);
        File.Delete(Path.Combine(copy, "runs", "signals-autoencoder", "summary.json"));
        File.WriteAllText(
            Path.Combine(copy, "runs", "line-gmm-vae", "run.json"),
            File.ReadAllText(Path.Combine(copy, "runs", "line-gmm-vae", "run.json")).Replace("\"seed\": 0", "\"seed\": 1",
                StringComparison.Ordinal));

        Cli.Refuses(Cli.Run("reproduce", "--quick", "--out", copy), 2, "line-gmm-vae", "--force");
        var again = Cli.Run("reproduce", "--quick", "--json", "--threads", "1", "--force", "--out", copy);
        Assert.Equal(QuickReproduction.Result.Output, Cli.Succeeds(again));
        Assert.Equal(["line-gmm-vae", "line-vae", "signals-autoencoder"], Finished(again, "trained"));
        Assert.Equal(Parts - 3, Finished(again, "reused").Length);
        Assert.Equal(Contents(QuickReproduction.Folder), Contents(copy));
        Assert.Equal(WithoutTimes(QuickReproduction.Folder), WithoutTimes(copy));
    }

    [Fact]
    public void Without_json_the_last_lines_say_how_many_sentences_hold_what_is_quick_and_where_the_page_is()
    {
        var lines = Cli.Succeeds(Cli.Run("reproduce", "--quick", "--out", QuickReproduction.Folder)).TrimEnd().Split('\n');
        Assert.Matches(@"^\d+ of \d+ sentences hold; \d+ undecided; \d+ do(es)? not hold\.$", lines[^3]);
        Assert.Contains("quick size", lines[^2], StringComparison.Ordinal);
        Assert.EndsWith("report.html", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.Contains('\t'));
    }

    [Fact]
    public void A_file_in_the_folders_place_and_no_threads_are_refused_at_once()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["taken"], "");
        Cli.Refuses(Cli.Run("reproduce", "--quick", "--out", folder["taken"]), 4, "taken");
        Cli.Refuses(Cli.Run("reproduce", "--quick", "--threads", "0", "--out", folder["report"]), 2, "--threads");
        Cli.Refuses(Cli.Run("reproduce", "--quick", "--seeds", "0..10", "--out", folder["report"]), 2, "--seeds", "at most 10");
        Assert.False(Directory.Exists(folder["report"]));
    }

    private static string[] Finished(CliResult result, string how) =>
        [.. result.Error.Split('\n').Where(line => line.EndsWith(how, StringComparison.Ordinal)).Select(line =>
            line.Split("  ")[1]).Order(StringComparer.Ordinal)];

    private static (string Name, string Bytes)[] Contents(string report) =>
        [.. Directory.GetFiles(Path.Combine(report, "figures")).Order(StringComparer.Ordinal)
            .Select(file => (Path.GetFileName(file),
                Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))))];

    private static string WithoutTimes(string report)
    {
        var page = File.ReadAllText(Path.Combine(report, "report.html"));
        var start = page.IndexOf("<section id=\"times\">", StringComparison.Ordinal);
        return page.Remove(start, page.IndexOf("</section>", start, StringComparison.Ordinal) - start);
    }
}
