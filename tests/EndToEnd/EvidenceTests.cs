using System.Globalization;
using System.Text.RegularExpressions;

namespace GmmVae.Tests.EndToEnd;

/// <summary>The pages of docs/evidence, which bench/evidence.sh makes, and what the documentation quotes of them.</summary>
public partial class EvidenceTests
{
    private static readonly string Documentation = Path.Combine(PackageTests.Root, "docs");
    private static readonly string Script = Path.Combine(PackageTests.Root, "bench", "evidence.sh");

    public static TheoryData<string, string> GoldenRuns { get; } = Golden();

    [Theory]
    [MemberData(nameof(GoldenRuns))]
    public void Small_runs_have_the_bits_of_the_golden_page(string command, string hashes)
    {
        using var folder = new TemporaryFolder();
        var summary = RunFiles.Parse(Cli.Succeeds(Cli.Run([.. command.Split(' '), "--out", folder["run"]])));
        Assert.Equal(hashes, (string)summary["parametersSha256"]!);
    }

    [Fact]
    public void Every_circumstance_of_the_golden_page_has_the_same_bits() =>
        Assert.All(GoldenRuns, run => Assert.Matches("^[0-9a-f]{64}$", (string)run[1]));

    [Fact]
    public void The_times_beside_TorchSharp_are_the_medians_of_the_page_that_was_measured()
    {
        var measured = Rows(Read("evidence", "torchsharp.md")).GroupBy(row => (Step(row[0]), row[1]), row => row[2..]);
        var quoted = Rows(Read("performance.md").Split("## Beside TorchSharp")[1].Split("\n## ")[0]).ToArray();
        var expected = measured.Select(group =>
            (string[])[group.Key.Item2, .. Enumerable.Range(0, 5).Select(column => Median(group, column))]);
        Assert.Equal(expected, quoted.Select(row => row[1..]));
        Assert.NotEmpty(quoted);

        static string Step(string title) => title.Split(',')[0];
        static string Median(IEnumerable<string[]> rows, int column)
        {
            var sorted = rows.Select(row => row[column].Split(' ')[0])
                .OrderBy(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            return sorted[sorted.Length / 2];
        }
    }

    [Fact]
    public void Every_page_is_of_a_section_of_the_script_and_says_when_and_where_it_was_made()
    {
        var script = File.ReadAllText(Script);
        Assert.All(Directory.GetFiles(Path.Combine(Documentation, "evidence"), "*.md"), path =>
        {
            Assert.Contains($"\n{Path.GetFileNameWithoutExtension(path)}() ", script, StringComparison.Ordinal);
            Assert.Matches("\nCommit [0-9a-f]{12}, 20[0-9]{2}-[0-9]{2}-[0-9]{2}\\. ", File.ReadAllText(path).ReplaceLineEndings("\n"));
        });
    }

    private static TheoryData<string, string> Golden()
    {
        var page = Read("evidence", "golden.md");
        var runs = new TheoryData<string, string>();
        foreach (var part in page.Split("\n### ").Skip(1))
            runs.Add(Command().Match(part).Groups[1].Value, string.Join(' ', Hash().Matches(part).Select(match => match.Value).Distinct()));
        return runs;
    }

    /// <summary>The cells of a page's table rows whose second cell is a number of threads; bold type is taken off.</summary>
    private static IEnumerable<string[]> Rows(string page) =>
        from line in page.Split('\n')
        where line.StartsWith("| ", StringComparison.Ordinal)
        let cells = line[1..^1].Split('|').Select(cell => cell.Trim(' ', '*')).ToArray()
        where cells is [_, "1" or "2", _, _, _, _, _]
        select cells;

    private static string Read(params string[] names) => File.ReadAllText(Path.Combine([Documentation, .. names])).ReplaceLineEndings("\n");

    [GeneratedRegex("`gmmvae (train [^`]*)`")]
    private static partial Regex Command();

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Hash();
}
