using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace GmmVae.Tests.EndToEnd;

/// <summary>The packages as a user meets them: a new project that refers to one, and the tool installed from a folder.</summary>
public sealed partial class PackageTests : IClassFixture<PackageTests.Packed>
{
    private const string Version = "0.0.0-test";

    private const string Repository = "https://example.org/gmmvae";

    private const string Project = $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <RestorePackagesPath>packages</RestorePackagesPath>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="GmmVae" Version="{Version}" />
          </ItemGroup>
        </Project>
        """;

    private static readonly string Program = """
        using GmmVae;
        using Microsoft.Extensions.Logging.Abstractions;

        using var model = new GaussianMixtureVae(new() { Clusters = 3, Logger = NullLogger.Instance });
        model.Fit("people.csv");
        int[] clusters = model.Predict("people.csv");

        Console.WriteLine(string.Join(' ', clusters));
        """;

    private readonly Packed packed;

    public PackageTests(Packed packed) => this.packed = packed;

    public static TheoryData<string, string> Packages { get; } = new()
    {
        { "GmmVae.Domain", "lib/net10.0/GmmVae.Domain" },
        { "GmmVae.Engine", "lib/net10.0/GmmVae.Engine" },
        { "GmmVae", "lib/net10.0/GmmVae.Facade" },
        { "GmmVae.Cli", "tools/net10.0/any/gmmvae" },
    };

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_says_what_it_is_and_holds_its_documentation_and_symbols(string id, string assembly)
    {
        var isTool = id == "GmmVae.Cli";
        using var package = ZipFile.OpenRead(Path.Combine(packed.Feed, $"{id}.{Version}.nupkg"));
        var names = package.Entries.Select(entry => entry.FullName).ToArray();
        Assert.Contains($"{assembly}.dll", names);
        Assert.Contains("docs/faq.md", names);
        using var nuspec = package.GetEntry($"{id}.nuspec")!.Open();
        var metadata = XDocument.Load(nuspec).Descendants().First(element =>
            element.Name.LocalName == "metadata").Elements().ToDictionary(element => element.Name.LocalName);
        Assert.Equal((id, Version, "MIT"), (metadata["id"].Value, metadata["version"].Value, metadata["license"].Value));
        Assert.Contains("GmmVae", metadata["authors"].Value, StringComparison.Ordinal);
        Assert.InRange(metadata["description"].Value.Length, 50, 300);
        Assert.Contains("clustering", metadata["tags"].Value, StringComparison.Ordinal);
        Assert.Equal(("git", Repository), (metadata["repository"].Attribute("type")!.Value, metadata["projectUrl"].Value));
        Assert.StartsWith("## [", metadata["releaseNotes"].Value, StringComparison.Ordinal);
        Assert.DoesNotContain("\n## [", metadata["releaseNotes"].Value, StringComparison.Ordinal);
        using var readme = new StreamReader(package.GetEntry(metadata["readme"].Value)!.Open());
        var links = Link().Matches(readme.ReadToEnd()).Select(match => match.Groups["target"].Value).ToArray();
        Assert.Contains($"{Repository}/blob/v{Version}/docs/README.md", links);
        Assert.Contains(links, link => link.StartsWith($"{Repository}/raw/v{Version}/docs/images/", StringComparison.Ordinal));
        Assert.All(links, link => Assert.StartsWith("https://", link, StringComparison.Ordinal));
        foreach (var file in new[] { "icon", "readme" })
            Assert.Contains(metadata[file].Value, names);
        Assert.InRange(package.GetEntry(metadata["icon"].Value)!.Length, 1000, 50_000);

        // A tool's symbols are in it; its documentation is its help.
        Assert.Equal(!isTool, names.Contains($"{assembly}.xml"));
        var symbols = Path.Combine(packed.Feed, $"{id}.{Version}.snupkg");
        Assert.Equal(!isTool, File.Exists(symbols));
        using var beside = isTool ? null : ZipFile.OpenRead(symbols);
        Assert.NotNull((beside ?? package).GetEntry($"{assembly}.pdb"));
    }

    [Fact]
    public void The_tool_is_installed_from_a_folder_and_trains()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["nuget.config"],
            $"""<configuration><packageSources><clear /><add key="feed" value="{packed.Feed}" /></packageSources></configuration>""");
        Dotnet(folder.Path, "tool", "install", "GmmVae.Cli", "--version", Version, "--tool-path", folder["tools"], "--configfile",
            folder["nuget.config"]);
        var tool = folder[OperatingSystem.IsWindows() ? "tools/gmmvae.exe" : "tools/gmmvae"];
        Assert.Matches(@"^[0-9]+\.[0-9]+\.[0-9]+", Run(tool, folder.Path, "--version"));
        Run(tool, folder.Path, ["train", "--preset", "report", "--data", "line", "--steps", "1", "--out", "run", .. TinyRun.Small]);
        Assert.Contains("\"kind\": \"run\"", Run(tool, folder.Path, "inspect", "run", "--json"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_project_that_refers_to_the_package_finds_the_groups_of_a_table()
    {
        using var folder = new TemporaryFolder();
        var app = Directory.CreateDirectory(folder["app"]).FullName;
        File.WriteAllText(Path.Combine(app, "app.csproj"), Project);
        File.WriteAllText(Path.Combine(app, "Program.cs"), Program);
        File.WriteAllText(Path.Combine(app, "nuget.config"), Sources(packed.Feed));
        File.WriteAllLines(Path.Combine(app, "people.csv"), People(300).Prepend("height,weight"));

        var clusters = Dotnet(app, "run", "-c", "Release").Trim().Split('\n')[^1].Split(' ');
        Assert.Equal(300, clusters.Length);
        var pairs = clusters.Select((cluster, row) => (cluster, row % 3)).Distinct().Count();
        Assert.Equal(3, pairs);
    }

    /// <summary>Three groups in turn.</summary>
    private static IEnumerable<string> People(int count) => Enumerable.Range(0, count).Select(i =>
        string.Create(CultureInfo.InvariantCulture,
            $"{160 + (i % 3 * 20) + (i * 7 % 11 * 0.3)},{60 + ((i % 3 == 1 ? 0 : 1) * 40) + (i * 5 % 7 * 0.4)}"));

    /// <summary>The folder of the packages, the ordinary source, and what this machine has fetched already.</summary>
    private static string Sources(string feed) => $"""
        <configuration>
          <packageSources>
            <add key="feed" value="{feed}" />
          </packageSources>
          <fallbackPackageFolders>
            <add key="fetched" value="{FetchedPackages}" />
          </fallbackPackageFolders>
        </configuration>
        """;

    private static string FetchedPackages => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>The configuration that these tests were built in, and so the libraries too.</summary>
    internal static string Configuration =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)) == "debug" ? "Debug" : "Release";

    internal static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "GmmVae.sln")))
                folder = folder.Parent!;
            return folder.FullName;
        }
    }

    internal static string Dotnet(string folder, params string[] arguments) =>
        Run(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", folder, arguments);

    private static string Run(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        // A test host under MSBuild would lend the child its own build's settings, and a build server would outlive it.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\n{output}\n{error.Result}");
        return output;
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    /// <summary>All packages, of what these tests were built with.</summary>
    public sealed class Packed : IDisposable
    {
        private readonly TemporaryFolder folder = new();

        public Packed()
        {
            foreach (var project in new[] { "Domain", "Engine", "Facade", "Cli" })
                Dotnet(
                    Root, "pack", Path.Combine("src", $"GmmVae.{project}"), "-c", Configuration, "--no-build", "--no-restore", "-o",
                        folder["feed"], "--nologo", $"-p:PackageVersion={Version}", $"-p:RepositoryUrl={Repository}.git");
        }

        internal string Feed => folder["feed"];

        public void Dispose() => folder.Dispose();
    }
}
