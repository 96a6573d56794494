using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace GmmVae.Tests.EndToEnd;

/// <summary>The sample programs, as their documentation runs them.</summary>
public partial class SampleProgramTests
{
    [Theory]
    [InlineData("customers")]
    [InlineData("embeddings")]
    [InlineData("labels")]
    public void A_sample_prints_what_the_documentation_shows(string name)
    {
        var documented = File.ReadAllText(Path.Combine(PackageTests.Root, "docs", "samples.md")).ReplaceLineEndings("\n");
        Assert.Contains($"```\n{Run(name)}```", documented, StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_answers_with_probabilities_and_says_what_is_wrong() => Assert.Matches(
        @"^200: \[\[[-0-9.E]+,[-0-9.E]+,[-0-9.E]+\]\]\n400: \[""The data have 2 features, the model reads 4\..*""\]\n$", Run("service"));

    [Fact]
    public void A_page_has_a_map_and_profiles_of_the_groups()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal($"{folder["page.html"]}: group 0 121, group 1 120, group 2 119\n", Run("page", folder["page.html"]));
        var page = File.ReadAllText(folder["page.html"]);
        Assert.Equal(2, page.Split("<svg").Length - 1);
        foreach (var words in new[] { "360 customers in 3 groups", "Customers by group", "What is typical of each group", "visits_a_month" })
            Assert.Contains(words, page, StringComparison.Ordinal);
    }

    [Fact]
    public void Digits_are_drawn_for_each_cluster_that_holds_rows()
    {
        var output = Run("digits", "60");
        var clusters = Cluster().Matches(output).ToDictionary(match => int.Parse(match.Groups["cluster"].Value), match =>
            int.Parse(match.Groups["rows"].Value));
        Assert.Equal(Enumerable.Range(0, 10), clusters.Keys);
        Assert.Equal(12_000, clusters.Values.Sum());
        Assert.Equal(10 + (14 * clusters.Values.Count(rows => rows > 0)), output.TrimEnd('\n').Split('\n').Length);
        Assert.Contains("*", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Sensors_raise_the_alarm_for_faults_and_hardly_ever_without()
    {
        var alarms = Alarms().Matches(Run("sensors")).ToDictionary(match => match.Groups["name"].Value, match =>
            int.Parse(match.Groups["count"].Value));
        Assert.Equal(["healthy", "spike", "dropout", "stuck", "noisy"], alarms.Keys);
        Assert.All(alarms, pair => Assert.InRange(pair.Value, pair.Key == "healthy" ? 0 : 95, pair.Key == "healthy" ? 5 : 100));
    }

    /// <summary>libtorch is beside the program on Linux x64 alone.</summary>
    [Fact]
    public void A_model_goes_to_torch_sharp_and_back()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64)
            return;
        Assert.Equal("codes are equal within 1e-5: True\nthe library reconstructs better than before: True\n", Run("torch"));
    }

    [Fact]
    public void Every_sample_is_short_and_documented()
    {
        var documented = File.ReadAllText(Path.Combine(PackageTests.Root, "docs", "samples.md"));
        var files = Directory.GetFiles(Path.Combine(PackageTests.Root, "samples"), "*.cs");
        Assert.Equal(8, files.Length);
        Assert.All(files, file => Assert.InRange(File.ReadAllLines(file).Length, 1, 59));
        Assert.All(files, file => Assert.Contains($"dotnet run -c Release samples/{Path.GetFileName(file)}", documented,
            StringComparison.Ordinal));
        Assert.Equal(
            ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "customers.cs", "customers.csv", "digits.cs",
                "embeddings.cs", "embeddings.npy", "labels.cs", "page.cs", "sensors.cs", "service.cs", "torch.cs"],
            RunFiles.Names(Path.Combine(PackageTests.Root, "samples")));
    }

    /// <summary>What a program prints. The libraries are those that these tests were built with: other tests run them meanwhile.</summary>
    private static string Run(string name, params string[] arguments) => PackageTests.Dotnet(
        PackageTests.Root, ["run", "-c", PackageTests.Configuration, "-p:BuildProjectReferences=false",
            Path.Combine("samples", $"{name}.cs"), "--", .. arguments]);

    [GeneratedRegex(@"^cluster (?<cluster>\d+): (?<rows>\d+) rows$", RegexOptions.Multiline)]
    private static partial Regex Cluster();

    [GeneratedRegex(@"^ *(?<name>\w+): median .*?(?<count>\d+) alarms in 100$", RegexOptions.Multiline)]
    private static partial Regex Alarms();
}
