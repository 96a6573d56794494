using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace GmmVae.Tests.Properties;

/// <summary>What a compiled library refers to, read from its metadata: nothing escapes by another spelling.</summary>
internal sealed class Library(Assembly assembly)
{
    public static Library Domain { get; } = new(typeof(Graph).Assembly);

    public static Library Engine { get; } = new(typeof(ParameterStore).Assembly);

    public static Library Facade { get; } = new(typeof(GmmVaeException).Assembly);

    public static Library Report { get; } = new(typeof(GmmVae.Report.Claims.Reproduction).Assembly);

    public static Library Cli { get; } = new(typeof(GmmVae.Cli.Commands.CommandTree).Assembly);

    /// <summary>The libraries that a program may refer to.</summary>
    public static IEnumerable<Library> All => [Domain, Engine, Facade, Report];

    public Assembly Assembly { get; } = assembly;

    public string Name => Assembly.GetName().Name!;

    /// <summary>The assemblies that it refers to.</summary>
    public IEnumerable<string> References => Assembly.GetReferencedAssemblies().Select(name => name.Name!);

    /// <summary>The full names of all outside types that it refers to.</summary>
    public IReadOnlyList<string> Types => Read(reader => reader.TypeReferences.Select(handle => NameOf(reader, handle)));

    /// <summary>All outside members that it refers to, as <c>System.Math.Sqrt</c>; members of constructed types are left out.</summary>
    public IReadOnlyList<string> Members => Read(reader =>
        from handle in reader.MemberReferences
        let member = reader.GetMemberReference(handle)
        where member.Parent.Kind == HandleKind.TypeReference
        select $"{NameOf(reader, (TypeReferenceHandle)member.Parent)}.{reader.GetString(member.Name)}");

    private List<string> Read(Func<MetadataReader, IEnumerable<string>> query)
    {
        using var file = new PEReader(File.OpenRead(Assembly.Location));
        return [.. query(file.GetMetadataReader()).Distinct().Order(StringComparer.Ordinal)];
    }

    private static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{NameOf(reader, (TypeReferenceHandle)type.ResolutionScope)}.{name}"
            : $"{reader.GetString(type.Namespace)}.{name}";
    }
}
