using System.Reflection;
using System.Reflection.Emit;

namespace GmmVae.Tests.Properties;

/// <summary>The instructions of a compiled method.</summary>
internal static class InstructionStream
{
    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    /// <summary>Every method and constructor of an assembly, those that the compiler made included.</summary>
    public static IEnumerable<MethodBase> Methods(Assembly assembly) =>
        from type in assembly.GetTypes()
        from method in type.GetMembers(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).OfType<MethodBase>()
        select method;

    /// <summary>Each instruction, with the method that it calls if it calls one.</summary>
    public static IEnumerable<(OpCode Code, MethodBase? Called)> Of(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } bytes)
            yield break;
        for (var at = 0; at < bytes.Length;)
        {
            var code = bytes[at] == 0xFE ? Codes[unchecked((short)(0xFE00 | bytes[at + 1]))] : Codes[bytes[at]];
            at += code.Size;
            yield return (code, code.OperandType == OperandType.InlineMethod ? Resolve(method, BitConverter.ToInt32(bytes, at)) : null);
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

    private static MethodBase? Resolve(MethodBase method, int token) => method.Module.ResolveMethod(
        token,
        method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null,
        method.IsGenericMethod ? method.GetGenericArguments() : null);
}
