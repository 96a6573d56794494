using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using GmmVae.Domain;
using LanguageExt;

namespace GmmVae.Engine;

/// <summary>
/// One result of a trained model for raw rows: its preprocessing is applied, and no more of the model is computed than the
/// result needs. What a row gets is a function of the row and the model alone, bit for bit: not of its neighbours, its
/// place, the batch or the number of workers.
/// </summary>
/// <remarks>
/// Not thread-safe, but runs over one store may compute at the same time, each with its own workers, as long as nobody
/// writes to the store. Memory does not grow with the number of rows.
/// </remarks>
public sealed class InferenceRun : IDisposable
{
    private readonly ModelSpec model;
    private readonly Preprocessing preprocessing;
    private readonly string output;
    private readonly Plan plan;
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
    {
        (this.model, this.preprocessing, this.output) = (model, preprocessing, output);
        var whole = EvaluationGraph.Build(model).Graph;
        _ = whole.NodeOf(output);
        var graph = GraphBuilder.From(whole with { Outputs = whole.Outputs.Filter(found => found.Name == output) }).Build();
        plan = Plan.Compile(graph, batch, store, workers);
        Width = plan.Output(output).Length / batch;
        noises =
        [
            .. from input in graph.Inputs
               where input.Role == InputRole.Noise
               let extents = input.Shape.Bind(batch)
               select (input.Name, RandomKeys.Evaluation(seed, input.Name), extents[1], extents[0] / batch),
        ];
    }

    /// <summary>Numbers that a row gets.</summary>
    public int Width { get; }

    /// <summary>Reads rows to their end and hands over the results in order.</summary>
    /// <param name="rows">Raw rows: bytes or numbers as the model was trained on; a model of bytes also takes numbers that are grey levels in [0, 1].</param>
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
            var read = rows.Read(plan.Input(GraphNames.Data));
            if (read.IsLeft)
                return read.Map(_ => 0L);
            var count = read.IfLeft(0);
            if (count == 0)
                return first;
            if (Compute(rows, first, count) is { } unsuitable)
                return unsuitable;
            use(first, plan.Output(output)[..(count * Width)]);
            first += count;
        }
    }

    /// <summary>Frees the plan.</summary>
    public void Dispose() => plan.Dispose();

    private UnsuitableData? Mismatch(RowStream rows)
    {
        if (rows.Features != model.Features)
            return new UnsuitableData(rows.Name, Text($"The data have {rows.Features} features, the model reads {model.Features}."));
        return rows.HoldsBytes && preprocessing is not Preprocessing.ByteScaling
            ? new UnsuitableData(rows.Name, "The data are bytes, the model reads numbers.")
            : null;
    }

    private UnsuitableData? Compute(RowStream rows, long first, int count)
    {
        var data = plan.Input(GraphNames.Data)[..(count * model.Features)];
        var areGreyLevels = preprocessing is Preprocessing.ByteScaling && !rows.HoldsBytes;
        if (!areGreyLevels)
            preprocessing.Apply(data, model.Features);
        for (var i = areGreyLevels || !NumericGuard.AreFinite(data) ? 0 : data.Length; i < data.Length; i++)
            if (!float.IsFinite(data[i]) || (areGreyLevels && data[i] is < 0 or > 1))
                return UnsuitableData.Value(rows.Name, first + (i / model.Features), i % model.Features, data[i]);
        FillNoise(data);
        plan.Compute();
        var results = plan.Output(output)[..(count * Width)];
        for (var i = NumericGuard.AreFinite(results) ? results.Length : 0; i < results.Length; i++)
            if (!float.IsFinite(results[i]))
                return new UnsuitableData(
                    Text($"{rows.Name}, row {first + (i / Width)}, counted from 0"), "The row lies so far from what the model was trained on that its result is not finite.");
        return null;
    }

    /// <summary>The noise of a row is that of the row number that a hash of its values gives.</summary>
    private void FillNoise(ReadOnlySpan<float> data)
    {
        if (noises.Length == 0)
            return;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        for (var row = 0; row < data.Length / model.Features; row++)
        {
            SHA256.HashData(MemoryMarshal.AsBytes(data.Slice(row * model.Features, model.Features)), hash);
            var number = BinaryPrimitives.ReadUInt64LittleEndian(hash);
            foreach (var (name, key, width, samples) in noises)
                NormalNoise.Fill(
                    key, unchecked(number * (ulong)samples), samples, width, plan.Input(name)[(row * samples * width)..], part: 0, parts: 1);
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
