using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Domain.Numerics;
using GmmVae.Domain.Steps;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Kernels;
using GmmVae.Engine.Training;
using LanguageExt;

namespace GmmVae.Engine.Inference;

/// <summary>
/// Applies a trained model to raw rows: its preprocessing is applied first. What a row gets is a function of the row and the
/// model alone, bit for bit: not of its neighbours, its place, the batch or the number of workers.
/// </summary>
/// <remarks>
/// Not thread-safe, but runs over one store may compute at the same time, each with its own workers, as long as nobody
/// writes to the store. Memory does not grow with the number of rows.
/// </remarks>
internal abstract class RowInference : IDisposable
{
    private readonly ModelSpec model;
    private readonly Preprocessing preprocessing;
    private readonly double[] origin;

    private protected RowInference(ModelSpec model, Preprocessing preprocessing, IPlan plan) =>
        (this.model, this.preprocessing, origin, Plan) = (model, preprocessing, preprocessing.OriginOfRaw(), plan);

    /// <summary>Numbers that a row gets.</summary>
    public abstract int Width { get; }

    /// <summary>What computes, with room for a batch of rows.</summary>
    private protected IPlan Plan { get; }

    /// <summary>Reads rows to their end and hands over the results in order.</summary>
    /// <param name="rows">Raw rows: bytes or numbers as the model was trained on; a model of bytes also takes numbers that are grey levels
    /// in [0, 1].</param>
    /// <param name="use">Called for each piece of rows.</param>
    /// <param name="cancellation">Looked at between pieces.</param>
    /// <returns>The number of rows, or what is wrong: with the source, with a value by its row and column, or that a result
    /// is not finite.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Either<DataError, long> Run(RowStream rows, InferencePiece use, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(use);
        if (Mismatch(rows) is { } mismatch)
            return mismatch;
        var first = 0L;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var read = rows.Read(Plan.Input(GraphNames.Data), origin);
            if (read.IsLeft)
                return read.Map(_ => 0L);
            var count = read.IfLeft(0);
            if (count == 0)
                return first;
            if (Prepare(rows, first, count) is { } unfit)
                return unfit;
            var results = Compute(count);
            if (Unsound(rows, first, results) is { } unsound)
                return unsound;
            use(first, results);
            first += count;
        }
    }

    /// <summary>Frees the plan.</summary>
    public void Dispose()
    {
        Plan.Dispose();
        GC.SuppressFinalize(this);
    }

    private UnsuitableData? Mismatch(RowStream rows)
    {
        if (rows.Features != model.Features)
            return new UnsuitableData(rows.Name, Text($"The data have {rows.Features} features, the model reads {model.Features}."));
        return rows.HoldsBytes && preprocessing is not Preprocessing.ByteScaling
            ? new UnsuitableData(rows.Name, "The data are bytes, the model reads numbers.")
            : null;
    }

    /// <summary>The results of the first rows of the plan's data, [rows, width]; valid until the next call.</summary>
    private protected abstract ReadOnlySpan<float> Compute(int rows);

    /// <summary>A number for each of the first rows that depends on its values alone: the row of noise that is drawn for it.</summary>
    private protected void NoiseRows(Span<ulong> numbers)
    {
        var data = Plan.Input(GraphNames.Data);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        for (var row = 0; row < numbers.Length; row++)
        {
            SHA256.HashData(MemoryMarshal.AsBytes(data.Slice(row * model.Features, model.Features)), hash);
            numbers[row] = BinaryPrimitives.ReadUInt64LittleEndian(hash);
        }
    }

    private DataError? Prepare(RowStream rows, long first, int count)
    {
        var data = Plan.Input(GraphNames.Data)[..(count * model.Features)];
        var areGreyLevels = preprocessing is Preprocessing.ByteScaling && !rows.HoldsBytes;
        if (!areGreyLevels)
            preprocessing.Apply(data, model.Features);
        for (var i = areGreyLevels || !NumericGuard.AreFinite(data) ? 0 : data.Length; i < data.Length; i++)
        {
            var (row, column) = (first + (i / model.Features), i % model.Features);
            if (float.IsNaN(data[i]))
            {
                if (!model.MasksMissing)
                    return new MissingValue(rows.PlaceOf(row, first, column), IsTrained: true);
            }
            else if (float.IsInfinity(data[i]) || (areGreyLevels && data[i] is < 0 or > 1))
            {
                return UnsuitableData.Value(rows.PlaceOf(row, first, column), data[i]);
            }
        }

        return null;
    }

    private UnsuitableData? Unsound(RowStream rows, long first, ReadOnlySpan<float> results)
    {
        for (var i = NumericGuard.AreFinite(results) ? results.Length : 0; i < results.Length; i++)
            if (!float.IsFinite(results[i]))
                return new UnsuitableData(
                    Text($"{rows.Name}, row {first + (i / Width)}, counted from 0"), "The row lies so far from what the model was trained on that its result is not finite.");
        return null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Takes what a model says about a piece of the rows.</summary>
/// <param name="firstRow">The number of the piece's first row, from 0.</param>
/// <param name="values">The results, [rows, width]; valid during the call.</param>
internal delegate void InferencePiece(long firstRow, ReadOnlySpan<float> values);

/// <summary>One result of a trained model for raw rows; no more of the model is computed than the result needs.</summary>
internal sealed class InferenceRun : RowInference
{
    private readonly string output;
    private readonly ulong[] numbers;
    private readonly (string Name, RandomKey Key, int Width, int Samples)[] noises;

    /// <summary>Compiles the part of the evaluation graph that computes <paramref name="output"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="preprocessing">What raw rows go through first.</param>
    /// <param name="seed">What the noise of estimates such as <see cref="GraphNames.Total"/> is drawn from.</param>
    /// <param name="output">An output of <see cref="EvaluationGraph"/> that has a row for each observation.</param>
    /// <param name="batch">Rows that are computed together; results do not depend on it.</param>
    /// <param name="store">The model's parameters and running statistics.</param>
    /// <param name="workers">Who computes.</param>
    /// <exception cref="KeyNotFoundException">The model has no such output.</exception>
    public InferenceRun(
        ModelSpec model, Preprocessing preprocessing, ulong seed, string output, int batch, ParameterStore store, WorkerPool workers)
        : this(model, preprocessing, seed, output, Part(model, output), batch, store, workers)
    {
    }

    private InferenceRun(
        ModelSpec model, Preprocessing preprocessing, ulong seed, string output, Graph graph, int batch, ParameterStore store,
            WorkerPool workers)
        : base(model, preprocessing, store.Compile(graph, batch, workers))
    {
        this.output = output;
        Width = Plan.Output(output).Length / batch;
        noises =
        [
            .. from input in graph.Inputs
               where input.Role == InputRole.Noise
               let extents = input.Shape.Bind(batch)
               select (input.Name, RandomKeys.Evaluation(seed, input.Name), extents[1], extents[0] / batch),
        ];
        numbers = new ulong[noises.Length == 0 ? 0 : batch];
    }

    /// <inheritdoc/>
    public override int Width { get; }

    private protected override ReadOnlySpan<float> Compute(int rows)
    {
        NoiseRows(numbers.AsSpan(0, Math.Min(rows, numbers.Length)));
        foreach (var (name, key, width, samples) in noises)
            for (var row = 0; row < rows; row++)
                NormalNoise.Fill(
                    key, unchecked(numbers[row] * (ulong)samples), samples, width, Plan.Input(name)[(row * samples * width)..], part: 0,
                        parts: 1);
        Plan.Compute();
        return Plan.Output(output)[..(rows * Width)];
    }

    private static Graph Part(ModelSpec model, string output)
    {
        var whole = EvaluationGraph.Build(model).Graph;
        _ = whole.NodeOf(output);
        return GraphBuilder.From(whole with { Outputs = whole.Outputs.Filter(found => found.Name == output) }).Build();
    }
}
