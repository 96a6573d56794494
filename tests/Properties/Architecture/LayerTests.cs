using System.Reflection;

namespace GmmVae.Tests.Properties;

/// <summary>The layers inside each assembly: a folder refers to itself and to the folders named before it, never back.</summary>
public sealed class LayerTests
{
    /// <summary>The folders of each project from the lowest layer to the highest; a folder within another is named with it.</summary>
    private static readonly (Library Library, string Project, string[] Folders)[] Layers =
    [
        (Library.Domain, "Domain", ["", "Numerics", "Graphs", "Distributions", "Models", "Losses", "Clustering", "Training", "Steps"]),
        (Library.Engine, "Engine",
        [
            "Engines", "Managed/Kernels", "Managed/Runtime", "Managed/Compiler", "Managed", "Distributed",
            "Data", "Files", "Data/Npy", "Data/Idx", "Data/Generated", "Data/Tables", "Data/Mnist", "Data/Sources", "Augmentation",
            "Artifacts/Safetensors", "Training", "Inference", "Artifacts", "Artifacts/Images", "Artifacts/PyTorch", "Artifacts/Checkpoints",
            "Artifacts/Runs", "Artifacts/Onnx", "Artifacts/TensorBoard", "Artifacts/Projector", "Artifacts/Web",
        ]),
        (Library.Facade, "Facade", ["Common", "Options", "Telemetry", "Models", "Runs", "Export", "Files", "Estimators", "Studies"]),
        (Library.Report, "Report", ["Charts", "Figures", "Experiment", "Claims", "Pages"]),
        (Library.Cli, "Cli", ["Options", "Output", "Commands"]),
    ];

    public static TheoryData<string> Projects => [.. Layers.Select(layer => layer.Project)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_folder_refers_to_a_layer_above_it(string project)
    {
        var (library, _, folders) = Layers.Single(layer => layer.Project == project);
        var references = References(library.Assembly.GetTypes(), Folders(project)).ToArray();
        Assert.NotEmpty(references);
        Assert.Empty(Violations(references, folders));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_folder_has_its_place_among_the_layers(string project)
    {
        var named = Layers.Single(layer => layer.Project == project).Folders;
        Assert.Equal(Folders(project).Values.Distinct().Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_reference_upwards_or_to_an_unnamed_folder_is_found()
    {
        (string, string, string)[] references = [("A", "B", "a -> b"), ("B", "A", "b -> a"), ("B", "C", "b -> c")];
        Assert.Equal(["b -> c"], Violations(references, ["A", "B"]).Where(found => found.StartsWith('b')));
        Assert.Equal(["a -> b", "b -> c"], Violations(references, ["A", "B"]));
    }

    [Fact]
    public void References_are_found_in_signatures_bodies_and_compiled_closures()
    {
        var folders = new Dictionary<string, string> { [nameof(Upper)] = "upper", [nameof(Lower)] = "lower" };
        var found = References([typeof(Lower), typeof(Upper), .. typeof(Upper).GetNestedTypes(BindingFlags.NonPublic)],
            folders).Select(reference => reference.Witness).ToArray();
        Assert.Contains("Upper.Signature -> Lower", found);
        Assert.Contains("Upper.Body -> Lower", found);
        Assert.Contains("Upper.<Closure>b__0 -> Lower", found);
        Assert.Contains("Upper.Kept -> Lower", found);
    }

    /// <summary>What refers to a later folder than its own, in the order of <paramref name="folders"/>.</summary>
    private static IEnumerable<string> Violations(IEnumerable<(string From, string To, string Witness)> references, string[] folders) =>
        from reference in references
        let own = Array.IndexOf(folders, reference.From)
        let other = Array.IndexOf(folders, reference.To)
        where own < 0 || other < 0 || other > own
        select reference.Witness;

    /// <summary>The folder of each top-level type of a project, by the type's name.</summary>
    private static Dictionary<string, string> Folders(string project)
    {
        var root = $"src/GmmVae.{project}/";
        return (
            from source in Repository.Code(root)
            from name in Repository.TopLevelTypes(source.Code)
            let folder = Path.GetDirectoryName(source.Path)!.Replace('\\', '/') + "/"
            select (name, Folder: folder[root.Length..].TrimEnd('/')))
            .DistinctBy(found => found.name).ToDictionary(found => found.name, found => found.Folder);
    }

    private static IEnumerable<(string From, string To, string Witness)> References(IEnumerable<Type> types, Dictionary<string,
        string> folders)
    {
        var places = types.Select(type => (Type: type, Folder: folders.GetValueOrDefault(NameOf(type))))
            .Where(place => place.Folder is not null).ToDictionary(place => place.Type, place => place.Folder!);
        return (
            from place in places
            from member in InstructionStream.Uses(place.Key)
            from used in member.Types
            where places.ContainsKey(used) && places[used] != place.Value
            select (place.Value, places[used], $"{NameOf(place.Key)}.{member.Name} -> {NameOf(used)}")).Distinct();
    }

    /// <summary>The name in the sources of the outermost type around a type, without the compiler's marks.</summary>
    private static string NameOf(Type type)
    {
        while (type.DeclaringType is { } outer && outer != typeof(LayerTests))
            type = outer;
        var name = type.Name.Split('`')[0];
        return name.StartsWith('<') ? name[(name.LastIndexOf("__", StringComparison.Ordinal) + 2)..] : name;
    }

    private sealed class Lower
    {
        public static int Number => 1;
    }

    private sealed class Upper
    {
        private static readonly Lower Kept = new();

        public static Lower Signature() => Kept;

        public static int Body() => Lower.Number;

        public static Func<int> Closure(int more) => () => more + Lower.Number;
    }
}
