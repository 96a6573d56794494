using System.Xml.Linq;

namespace GmmVae.Tests.Properties;

/// <summary>The direction of dependencies: Cli → Report → Facade → Engine → Domain → LanguageExt.</summary>
public sealed class DependencyTests
{
    [Fact]
    public void Every_library_refers_only_to_those_below_it()
    {
        Refers(Library.Domain, "LanguageExt.Core");
        Refers(Library.Engine, "LanguageExt.Core", "Parquet", "Sep", Library.Domain.Name);
        Refers(Library.Facade, "LanguageExt.Core", "Microsoft.Extensions.Logging.Abstractions", Library.Domain.Name, Library.Engine.Name);
        Refers(
            Library.Report, "LanguageExt.Core", "Microsoft.Extensions.Logging.Abstractions",
            Library.Domain.Name, Library.Engine.Name, Library.Facade.Name);

        static void Refers(Library library, params string[] allowed) =>
            Assert.DoesNotContain(library.References.Except(allowed), name => !name.StartsWith("System.", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_project_names_only_the_one_below_it()
    {
        Names("Domain");
        Names("Engine", "Domain");
        Names("Facade", "Engine");
        Names("Report", "Facade");
        Names("Cli", "Report");
        Names("Engine.Torch", "Engine");

        static void Names(string project, params string[] below) =>
            Assert.Equal(below.Select(name => $"../GmmVae.{name}/GmmVae.{name}.csproj"), Items(project, "ProjectReference"));
    }

    [Fact]
    public void Libraries_use_no_packages_but_those_for_values_for_tables_and_for_the_interface_of_loggers()
    {
        Assert.Equal(["LanguageExt.Core"], Items("Domain", "PackageReference"));
        Assert.Equal(["Parquet.Net", "Sep"], Items("Engine", "PackageReference"));
        Assert.Equal(["Microsoft.Extensions.Logging.Abstractions"], Items("Facade", "PackageReference"));
        Assert.Empty(Items("Report", "PackageReference"));
        Assert.Equal(["TorchSharp"], Items("Engine.Torch", "PackageReference"));
        Assert.Equal(["System.CommandLine"], Items("Cli", "PackageReference").Order());
    }

    [Fact]
    public void The_domain_has_no_files_clock_randomness_threads_or_environment()
    {
        string[] forbidden =
        [
            "System.IO.", "System.Net.", "System.Console", "System.Random", "System.Guid", "System.Security.Cryptography.",
            "System.DateTime", "System.TimeProvider", "System.Diagnostics.Stopwatch", "System.Diagnostics.Process",
            "System.AppContext", "System.Threading.", "System.ThreadStaticAttribute", "System.GC",
            "System.Runtime.InteropServices.NativeLibrary",
        ];
        Assert.Contains("System.Math", Library.Domain.Types);
        Assert.DoesNotContain(Library.Domain.Types, type => forbidden.Any(name => name[^1] == '.'
            ? type.StartsWith(name, StringComparison.Ordinal)
            : type == name || type.StartsWith(name + ".", StringComparison.Ordinal) || type == name + "Offset"));

        // Iterators ask for their thread, to know whether they may be used again.
        Assert.DoesNotContain(Library.Domain.Members, member =>
            member.StartsWith("System.Environment.", StringComparison.Ordinal)
                && member != "System.Environment.get_CurrentManagedThreadId");
    }

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Load(Path.Combine(Repository.Root, "src", $"GmmVae.{project}", $"GmmVae.{project}.csproj"))
            .Descendants(kind).Select(item => item.Attribute("Include")!.Value.Replace('\\', '/'));
}
