using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class TileChainTests
{
    private const int Width = 64;
    private const int Slots = 6;
    private const int Regions = 4;
    private const int Scalar = 0;

    private static readonly ChainCompiler Compiler = new();

    /// <summary>A step: what it does, and which of the places it reads and writes.</summary>
    private sealed record Move(int Kind, int A, int B, int C, int Target);

    private static readonly Gen<Move[]> Programs = (
        from kind in Gen.Choose(0, 19)
        from a in Gen.Choose(0, Slots + Regions - 1)
        from b in Gen.Choose(0, Slots + Regions - 1)
        from c in Gen.Choose(0, Slots + Regions - 1)
        from target in Gen.Choose(1, Slots + Regions - 1)
        select new Move(kind, a, b, c, target)).ArrayOf().Select(moves => moves.Take(40).ToArray());

    [Fact]
    public void A_compiled_chain_leaves_the_bits_of_its_steps_in_every_region_and_in_the_slots_read_later() =>
        Prop.ForAll(Programs.ToArbitrary(), Gen.Choose(1, Width).ToArbitrary(), Gen.Choose(0, 99).ToArbitrary(), (moves, count, seed) =>
        {
            foreach (var path in KernelPaths.All)
            {
                using var expected = new Memory(moves, count, seed);
                using var actual = new Memory(moves, count, seed);
                foreach (var step in expected.Steps)
                    step.Run(expected.Tile);
                var work = TileChain.Compile(actual.Steps, actual.Scalars, Compiler, path);
                foreach (var part in work)
                    part.Run(actual.Tile);
                Assert.True(work.Length < actual.Steps.Length || moves.Length < 2);
                KernelPaths.AssertSameBits(expected.Seen, actual.Seen, $"{path}");
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Programs_of_the_same_operations_share_their_code()
    {
        Move[] moves = [new(0, 6, 0, 0, 1), new(10, 1, 7, 0, 8)];
        using var memory = new Memory(moves, Width, 1);
        using var other = new Memory(moves, 17, 2);
        var compiler = new ChainCompiler();
        var first = compiler.Compile(TileProgram.Of(memory.Steps[..2], [], memory.Scalars).Code, VectorPaths.Best);
        Assert.Same(first, compiler.Compile(TileProgram.Of(other.Steps[..2], [], other.Scalars).Code, VectorPaths.Best));
    }

    /// <summary>The places of a tile, filled alike for the same seed, and the steps over them.</summary>
    private sealed class Memory : IDisposable
    {
        private readonly Arena arena = new(Width * (Slots + Regions + 2));
        private readonly int count;

        public Memory(Move[] moves, int count, int seed)
        {
            this.count = count;
            KernelPaths.Numbers(seed, (int)arena.Length).CopyTo(arena.Span(0, (int)arena.Length));
            var single = new Region(arena, Width * (Slots + Regions), 1);
            arena.Span(0, Width).Fill(single.Span[0]);
            Scalars = [new TileStep.Fill(-1, Place(Scalar), new Repetition([Width], _ => true), single, 0)];
            var sums = new Region(arena, Width * (Slots + Regions + 1), 1);
            Steps =
            [
                .. moves.Select((move, node) => Step(node, move)),
                new TileStep.Reduce(moves.Length, sums, ReductionKind.Sum, new TiledReduction(count, 1), Place(Slots - 1)),
            ];
        }

        public TileStep[] Steps { get; }

        public TileStep.Fill[] Scalars { get; }

        public Tile Tile => new(arena, 0, Width, 0, count);

        /// <summary>All regions, the slot that the sum reads, and the sum.</summary>
        public float[] Seen => arena.Span(Width * (Slots - 1), Width * (Regions + 3)).ToArray();

        public void Dispose() => arena.Dispose();

        private TileValue Place(int index) => index < Slots ? new(null, index) : new(new Region(arena, Width * index, Width), -1);

        private TileStep Step(int node, Move move)
        {
            var (a, b, c, target) = (Place(move.A), Place(move.B), Place(move.C), Place(move.Target));
            return move.Kind switch
            {
                < 9 => new TileStep.Unary(node, target, ElementwiseKernels.Of((UnaryKind)move.Kind), a),
                < 16 => new TileStep.Binary(node, target, ElementwiseKernels.Of((BinaryKind)(move.Kind - 9)), a, b),
                < 18 => new TileStep.Select(node, target, a, b, c),
                _ => new TileStep.Store(node, target, a),
            };
        }
    }
}
