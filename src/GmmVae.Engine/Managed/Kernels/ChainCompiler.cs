using System.Collections.Concurrent;
using System.Reflection.Emit;
using System.Runtime.Intrinsics;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Runtime;

namespace GmmVae.Engine.Managed.Kernels;

/// <summary>What a <see cref="TileChain"/> computes, apart from where its operands are.</summary>
/// <param name="Operands">What it reads or writes outside of registers.</param>
/// <param name="Lines">Its operations in running order.</param>
internal sealed record ChainProgram(ChainOperand[] Operands, ChainLine[] Lines)
{
    /// <summary>Programs of equal text are the same code.</summary>
    public string Text => string.Join(';', Lines.Select(line => $"{line.Operation.Name} {string.Join(',', line.Arguments)}"));

    /// <summary>Whether a step acts on each element by itself.</summary>
    public static bool CanHold(TileStep step) => step is TileStep.Unary or TileStep.Binary or TileStep.Select or TileStep.Store;

    /// <summary>The program of some steps.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="later">Steps that follow in the same tile; what they read of slots is written there.</param>
    /// <param name="scalars">Slots that hold one number.</param>
    public static ChainProgram Of(TileStep[] steps, TileStep[] later, TileStep.Fill[] scalars)
    {
        var builder = new Builder(scalars);
        foreach (var step in steps)
            builder.Add(step);
        foreach (var slot in later.SelectMany(step => step.Read).Where(value => value.Region is null).Distinct())
            builder.Keep(slot);
        return new ChainProgram([.. builder.Operands], [.. builder.Lines]);
    }

    private sealed class Builder(TileStep.Fill[] scalars)
    {
        private readonly Dictionary<TileValue, int> lineOf = [];
        private readonly HashSet<TileValue> written = [];

        public List<ChainOperand> Operands { get; } = [];

        public List<ChainLine> Lines { get; } = [];

        public void Add(TileStep step)
        {
            var line = step is TileStep.Store store
                ? LineOf(store.X)
                : Append(new ChainLine(step.Operation!, [.. step.Read.Select(LineOf)]));
            lineOf[step.Target] = line;
            written.Add(step.Target);
            if (step.Target.Region is not null)
                Store(step.Target, line);
        }

        public void Keep(TileValue slot)
        {
            if (written.Contains(slot))
                Store(slot, lineOf[slot]);
        }

        private int LineOf(TileValue value)
        {
            if (lineOf.TryGetValue(value, out var line))
                return line;
            var scalar = System.Array.Find(scalars, fill => fill.Target == value);
            Operands.Add(new ChainOperand(value, scalar?.Source));
            return lineOf[value] = Append(new ChainLine(
                scalar is null ? typeof(ChainLine.Load) : typeof(ChainLine.Repeat), [Operands.Count - 1]));
        }

        private void Store(TileValue target, int line)
        {
            Operands.Add(new ChainOperand(target, null));
            Append(new ChainLine(typeof(ChainLine.Store), [Operands.Count - 1, line]));
        }

        private int Append(ChainLine line)
        {
            Lines.Add(line);
            return Lines.Count - 1;
        }
    }
}

/// <summary>Where a chain reads or writes.</summary>
/// <param name="Value">The elements of the tile.</param>
/// <param name="Scalar">The one number that all of them are, if so.</param>
internal readonly record struct ChainOperand(TileValue Value, Region? Scalar);

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
        var method = new DynamicMethod("Chain", typeof(void), [typeof(ReadOnlySpan<nint>), typeof(int)], typeof(ChainCompiler).Module, skipVisibility: true);
        var code = method.GetILGenerator();
        var results = Array.ConvertAll(program.Lines, _ => code.DeclareLocal(vector));
        var operands = Array.ConvertAll(program.Operands, _ => code.DeclareLocal(typeof(nint)));
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
