using System.Collections.Concurrent;
using System.Reflection.Emit;
using System.Runtime.Intrinsics;

namespace GmmVae.Engine.Managed.Kernels;

/// <summary>What a chain of elementwise operations computes, apart from where its operands are.</summary>
/// <param name="Operands">The number of operands: what it reads or writes outside of registers.</param>
/// <param name="Lines">Its operations in running order.</param>
internal sealed record ChainProgram(int Operands, ChainLine[] Lines)
{
    /// <summary>Programs of equal text are the same code.</summary>
    public string Text => string.Join(';', Lines.Select(line => $"{line.Operation.Name} {string.Join(',', line.Arguments)}"));
}

/// <summary>One operation of a chain; its result is named by its index.</summary>
/// <param name="Operation">The function, or one of the nested types.</param>
/// <param name="Arguments">The lines whose results it takes; of an operand, its index, and what is stored there.</param>
internal sealed record ChainLine(Type Operation, int[] Arguments)
{
    /// <summary>Reads an operand's elements.</summary>
    internal static class Load;

    /// <summary>Repeats an operand's one number.</summary>
    internal static class Repeat;

    /// <summary>Writes to an operand's elements.</summary>
    internal static class Store;
}

/// <summary>Code of a <see cref="ChainProgram"/>.</summary>
/// <param name="operands">The address of each operand's first element.</param>
/// <param name="count">The elements: a multiple of the lanes that it was compiled for.</param>
internal delegate void ChainKernel(ReadOnlySpan<nint> operands, int count);

/// <summary>
/// Compiles programs: a loop over vectors whose body calls the operations one after the other, which the runtime inlines. Equal programs
/// share their code.
/// </summary>
internal sealed class ChainCompiler
{
    private readonly ConcurrentDictionary<(VectorPath, string), Lazy<ChainKernel>> compiled = [];

    /// <summary>The code of a program for an instruction set that this machine has.</summary>
    public ChainKernel Compile(ChainProgram program, VectorPath path) =>
        compiled.GetOrAdd((path, program.Text), static (key, program) => new(() => Emit(program, key.Item1)), program).Value;

    private static ChainKernel Emit(ChainProgram program, VectorPath path)
    {
        var (lanes, vector) = path switch
        {
            VectorPath.Vector512 => (typeof(Lanes512), typeof(Vector512<float>)),
            VectorPath.Vector256 => (typeof(Lanes256), typeof(Vector256<float>)),
            _ => (typeof(LanesPortable), typeof(float)),
        };
        var method = new DynamicMethod("Chain", typeof(void), [typeof(ReadOnlySpan<nint>), typeof(int)], typeof(ChainCompiler).Module,
            skipVisibility: true);
        var code = method.GetILGenerator();
        var results = Array.ConvertAll(program.Lines, _ => code.DeclareLocal(vector));
        LocalBuilder[] operands = [.. Enumerable.Range(0, program.Operands).Select(_ => code.DeclareLocal(typeof(nint)))];
        for (var i = 0; i < operands.Length; i++)
        {
            code.Emit(OpCodes.Ldarga_S, 0);
            code.Emit(OpCodes.Ldc_I4, i);
            code.Emit(OpCodes.Call, typeof(ReadOnlySpan<nint>).GetMethod("get_Item")!);
            code.Emit(OpCodes.Ldind_I);
            code.Emit(OpCodes.Stloc, operands[i]);
        }

        var index = code.DeclareLocal(typeof(int));
        var (start, end) = (code.DefineLabel(), code.DefineLabel());
        code.MarkLabel(start);
        code.Emit(OpCodes.Ldloc, index);
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Bge, end);
        for (var i = 0; i < program.Lines.Length; i++)
            EmitLine(program.Lines[i], i);
        code.Emit(OpCodes.Ldloc, index);
        code.Emit(OpCodes.Ldc_I4, VectorPaths.LanesOf(path));
        code.Emit(OpCodes.Add);
        code.Emit(OpCodes.Stloc, index);
        code.Emit(OpCodes.Br, start);
        code.MarkLabel(end);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<ChainKernel>();

        void EmitLine(ChainLine line, int result)
        {
            if (line.Operation == typeof(ChainLine.Store))
            {
                EmitAddress(line.Arguments[0]);
                code.Emit(OpCodes.Ldloc, results[line.Arguments[1]]);
                code.Emit(OpCodes.Call, lanes.GetMethod(nameof(ILanes<>.Store))!);
                return;
            }

            if (line.Operation == typeof(ChainLine.Load))
            {
                EmitAddress(line.Arguments[0]);
                code.Emit(OpCodes.Call, lanes.GetMethod(nameof(ILanes<>.Load))!);
            }
            else if (line.Operation == typeof(ChainLine.Repeat))
            {
                code.Emit(OpCodes.Ldloc, operands[line.Arguments[0]]);
                code.Emit(OpCodes.Ldind_R4);
                code.Emit(OpCodes.Call, lanes.GetMethod(nameof(ILanes<>.Broadcast))!);
            }
            else
            {
                foreach (var argument in line.Arguments)
                    code.Emit(OpCodes.Ldloc, results[argument]);
                code.Emit(OpCodes.Call, line.Operation.GetMethod(nameof(IUnaryOperation.Apply))!.MakeGenericMethod(lanes, vector));
            }

            code.Emit(OpCodes.Stloc, results[result]);
        }

        void EmitAddress(int operand)
        {
            code.Emit(OpCodes.Ldloc, operands[operand]);
            code.Emit(OpCodes.Ldloc, index);
            code.Emit(OpCodes.Conv_I);
            code.Emit(OpCodes.Ldc_I4, sizeof(float));
            code.Emit(OpCodes.Mul);
            code.Emit(OpCodes.Add);
        }
    }
}
