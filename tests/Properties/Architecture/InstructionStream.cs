using System.Reflection;
using System.Reflection.Emit;

namespace GmmVae.Tests.Properties;

/// <summary>The instructions of a compiled method.</summary>
internal static class InstructionStream
{
    private const BindingFlags Declared =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    /// <summary>Every method and constructor of an assembly, those that the compiler made included.</summary>
    public static IEnumerable<MethodBase> Methods(Assembly assembly) =>
        from type in assembly.GetTypes()
        from method in type.GetMembers(Declared).OfType<MethodBase>()
        select method;

    /// <summary>What each member of a type names in its signature and its body, and the type itself as its bases.</summary>
    public static IEnumerable<(string Name, Type[] Types)> Uses(Type type)
    {
        Type?[] bases = [type.BaseType, .. type.GetInterfaces()];
        yield return ("bases", Flatten(bases));
        foreach (var field in type.GetFields(Declared))
            yield return (field.Name, Flatten([field.FieldType]));
        foreach (var method in type.GetMembers(Declared).OfType<MethodBase>())
        {
            var named = Of(method).SelectMany(instruction => instruction.Operand switch
            {
                Type used => [used],
                FieldInfo field => [field.DeclaringType, field.FieldType],
                MethodBase called => [called.DeclaringType, .. called.IsGenericMethod ? called.GetGenericArguments() : []],
                _ => Array.Empty<Type?>(),
            });
            var signature = method.GetParameters().Select(parameter => parameter.ParameterType).Append((method as MethodInfo)?.ReturnType)
                .Concat(method.GetMethodBody()?.LocalVariables.Select(local => local.LocalType) ?? []);
            yield return (method.Name, Flatten([.. named, .. signature]));
        }
    }

    /// <summary>Each instruction, with the method, field or type that it names if it names one.</summary>
    public static IEnumerable<(OpCode Code, MemberInfo? Operand)> Of(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } bytes)
            yield break;
        for (var at = 0; at < bytes.Length;)
        {
            var code = bytes[at] == 0xFE ? Codes[unchecked((short)(0xFE00 | bytes[at + 1]))] : Codes[bytes[at]];
            at += code.Size;
            yield return (code, IsToken(code.OperandType) ? Resolve(method, BitConverter.ToInt32(bytes, at)) : null);
            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(bytes, at)),
                _ => 4,
            };
        }
    }

    private static bool IsToken(OperandType operand) =>
        operand is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok;

    private static MemberInfo? Resolve(MethodBase method, int token) => method.Module.ResolveMember(
        token,
        method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null,
        method.IsGenericMethod ? method.GetGenericArguments() : null);

    /// <summary>Types without their arrays, references and arguments, and the arguments beside them.</summary>
    private static Type[] Flatten(IEnumerable<Type?> types) => [.. types.SelectMany(Parts).Distinct()];

    private static IEnumerable<Type> Parts(Type? type) =>
        type is null || type.IsGenericParameter ? []
        : type.HasElementType ? Parts(type.GetElementType())
        : type.IsConstructedGenericType ? Parts(type.GetGenericTypeDefinition()).Concat(type.GetGenericArguments().SelectMany(Parts))
        : [type];
}
