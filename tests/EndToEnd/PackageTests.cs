using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;

namespace GmmVae.Tests.EndToEnd;

/// <summary>The packages as a user meets them: a new project that refers to one and clusters a few lines of text.</summary>
public class PackageTests
{
    private const string Version = "0.0.0-test";

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

        using var model = new GaussianMixtureVae(new() { Clusters = 3 });
        model.Fit("people.csv");
        int[] clusters = model.Predict("people.csv");

        Console.WriteLine(string.Join(' ', clusters));
        """;

    [Fact]
    public void A_new_project_that_refers_to_the_package_finds_the_groups_of_a_table()
    {
        using var folder = new TemporaryFolder();
        foreach (var project in new[] { "Domain", "Engine", "Facade" })
            Dotnet(
                Root, "pack", Path.Combine("src", $"GmmVae.{project}"), "-c", Configuration, "--no-build", "--no-restore", "-o", folder["feed"], "--nologo", $"-p:PackageVersion={Version}");
        foreach (var package in Directory.GetFiles(folder["feed"], "*.nupkg"))
            using (var contents = ZipFile.OpenRead(package))
                Assert.Contains(contents.Entries, entry => entry.FullName == "docs/faq.md");
        var app = Directory.CreateDirectory(folder["app"]).FullName;
        File.WriteAllText(Path.Combine(app, "app.csproj"), Project);
        File.WriteAllText(Path.Combine(app, "Program.cs"), Program);
        File.WriteAllText(Path.Combine(app, "nuget.config"), Sources(folder["feed"]));
        File.WriteAllLines(Path.Combine(app, "people.csv"), People(300).Prepend("height,weight"));

        var clusters = Dotnet(app, "run", "-c", "Release").Trim().Split('\n')[^1].Split(' ');
        Assert.Equal(300, clusters.Length);
        var pairs = clusters.Select((cluster, row) => (cluster, row % 3)).Distinct().Count();
        Assert.Equal(3, pairs);
    }

    /// <summary>Three groups in turn.</summary>
    private static IEnumerable<string> People(int count) => Enumerable.Range(0, count).Select(i =>
        string.Create(CultureInfo.InvariantCulture, $"{160 + (i % 3 * 20) + (i * 7 % 11 * 0.3)},{60 + ((i % 3 == 1 ? 0 : 1) * 40) + (i * 5 % 7 * 0.4)}"));

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
    internal static string Configuration => Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)) == "debug" ? "Debug" : "Release";

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

    internal static string Dotnet(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
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
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{output}\n{error.Result}");
        return output;
    }
}
