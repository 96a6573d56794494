using TorchSharp;

namespace GmmVae.Engine.Torch;

/// <summary>
/// Steps in running order. A value is freed after its last reader; values that are asked for stay until <see cref="Free"/>.
/// </summary>
internal sealed class TorchProgram : IDisposable
{
    private readonly torch.Tensor?[] values;
    private readonly Planned[] compute;
    private readonly Planned[] update;
    private readonly int[] made;
    private readonly IDisposable[] owned;

    /// <param name="table">All values.</param>
    /// <param name="first">The steps of the first half.</param>
    /// <param name="second">The steps of the second half.</param>
    /// <param name="kept">The values that are asked for.</param>
    /// <param name="owned">What is for good, to be freed with the program.</param>
    public TorchProgram(
        IReadOnlyList<TorchValue> table, List<TorchStep> first, List<TorchStep> second, IEnumerable<int> kept, IDisposable[] owned)
    {
        this.owned = owned;
        values = [.. table.Select(value => value.Fixed)];
        var steps = Needed([.. first, .. second], kept, out var count, first.Count);
        var life = new Lifetimes(table, steps, kept);
        var planned = steps.Select((step, at) => Plan(step, at, life)).ToArray();
        (compute, update) = (planned[..count], planned[count..]);
        made = [.. steps.Select(step => step.Target).Where(target => target >= 0).Distinct()];
    }

    /// <summary>A value that is for good or is kept.</summary>
    public torch.Tensor this[int value] => values[value] ?? throw new InvalidOperationException("The value is not computed.");

    public bool Has(int value) => values[value] is not null;

    /// <summary>Frees what the last run has left, and runs the first half.</summary>
    public void Compute()
    {
        Free();
        Run(compute);
    }

    public void Update() => Run(update);

    public void Free()
    {
        foreach (var value in made)
        {
            values[value]?.Dispose();
            values[value] = null;
        }
    }

    public void Dispose()
    {
        Free();
        foreach (var thing in owned)
            thing.Dispose();
    }

    private void Run(Planned[] steps)
    {
        foreach (var step in steps)
        {
            var reads = step.Reads;
            for (var i = 0; i < reads.Length; i++)
                step.Operands[i] = values[reads[i]]!;
            var result = step.Run(step.Operands);
            if (step.Overwrites >= 0)
            {
                // The result lives on in its operand's memory; some calls give the operand back, others a handle of its own.
                var operand = step.Operands[step.Overwrites];
                values[reads[step.Overwrites]] = null;
                if (!ReferenceEquals(operand, result))
                    operand.Dispose();
            }

            if (step.Target >= 0)
                values[step.Target] = result;
            foreach (var dead in step.Dying)
            {
                values[dead]?.Dispose();
                values[dead] = null;
            }
        }
    }

    private static Planned Plan(TorchStep step, int at, Lifetimes life)
    {
        var operands = new torch.Tensor[step.Reads.Length];
        foreach (var (place, run) in step.InPlace)
            if (life.MayOverwrite(step, place, at))
                return new Planned(step.Target, step.Reads, operands, run, place, life.DyingAt(at));
        return new Planned(step.Target, step.Reads, operands, step.Run, -1, life.DyingAt(at));
    }

    /// <summary>The steps whose results something reads, and how many of them are of the first half.</summary>
    private static TorchStep[] Needed(TorchStep[] steps, IEnumerable<int> kept, out int count, int half)
    {
        var wanted = kept.ToHashSet();
        var needed = new bool[steps.Length];
        for (var i = steps.Length - 1; i >= 0; i--)
            if (steps[i].Target < 0 || wanted.Contains(steps[i].Target))
            {
                needed[i] = true;
                wanted.UnionWith(steps[i].Reads);
            }

        count = needed.Take(half).Count(isNeeded => isNeeded);
        return [.. steps.Where((_, i) => needed[i])];
    }

    private readonly record struct Planned(
        int Target, int[] Reads, torch.Tensor[] Operands, Func<torch.Tensor[], torch.Tensor?> Run, int Overwrites, int[] Dying);

    /// <summary>When values, and the memory that views share, are read last.</summary>
    private sealed class Lifetimes
    {
        private const int Always = int.MaxValue;

        private readonly IReadOnlyList<TorchValue> table;
        private readonly int[] last;
        private readonly int[] memory;
        private readonly int[] lastOfMemory;
        private readonly ILookup<int, int> dying;
        private readonly bool[] isView;

        internal Lifetimes(IReadOnlyList<TorchValue> table, TorchStep[] steps, IEnumerable<int> kept)
        {
            this.table = table;
            last = new int[table.Count];
            memory = [.. Enumerable.Range(0, table.Count)];
            isView = new bool[table.Count];
            for (var at = 0; at < steps.Length; at++)
            {
                foreach (var read in steps[at].Reads)
                    last[read] = at;
                if (steps[at] is not { IsView: true, Target: >= 0 } view)
                    continue;
                memory[view.Target] = memory[view.Reads[0]];
                isView[view.Target] = true;
            }

            foreach (var value in kept)
                last[value] = Always;
            lastOfMemory = new int[table.Count];
            for (var value = 0; value < last.Length; value++)
                lastOfMemory[memory[value]] = Math.Max(lastOfMemory[memory[value]], table[value].Fixed is null ? last[value] : Always);
            dying = steps.SelectMany(step => step.Reads).Distinct()
                .Where(value => table[value].Fixed is null && last[value] < Always)
                .ToLookup(value => last[value]);
        }

        internal int[] DyingAt(int step) => [.. dying[step]];

        /// <summary>
        /// Whether nothing reads the memory of an operand after the step, nor another operand of it, and the result fits.
        /// </summary>
        internal bool MayOverwrite(TorchStep step, int place, int at)
        {
            var value = step.Reads[place];
            return table[value].Fixed is null && !isView[value] && lastOfMemory[memory[value]] == at
                && table[value].Dimensions.AsSpan().SequenceEqual(table[step.Target].Dimensions)
                && !step.Reads.Where((_, other) => other != place).Any(other => memory[other] == memory[value]);
        }
    }
}
