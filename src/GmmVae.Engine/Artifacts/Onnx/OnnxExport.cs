using System.Text.Json.Nodes;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Domain.Steps;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Files;
using GmmVae.Engine.Training;
using LanguageExt;

namespace GmmVae.Engine.Artifacts.Onnx;

/// <summary>
/// Writes what a trained model can do as ONNX files (opset 17), each with any number of rows at a time: an encoder from raw
/// data, a decoder to the units of the data, and a sampler for models that have a prior.
/// </summary>
internal static class OnnxExport
{
    /// <summary>The file of the encoder: <c>data</c> [batch, features] to <c>code</c> [batch, latent] and, for models with clusters,
    /// <c>responsibilities</c> [batch, clusters].</summary>
    public const string EncoderName = "encoder.onnx";

    /// <summary>The file of the decoder: <c>code</c> [batch, latent] to <c>expectation</c> [batch, features].</summary>
    public const string DecoderName = "decoder.onnx";

    /// <summary>
    /// The file of the sampler: <c>code_noise</c> [batch, latent] and, for models with clusters, <c>style_noise</c>
    /// [batch, style] and a one-hot <c>cluster</c> [batch, clusters] to <c>sample</c> [batch, features].
    /// </summary>
    public const string SamplerName = "sampler.onnx";

    /// <summary>Writes the files into a folder that is there.</summary>
    /// <returns>An access error where a file cannot be written.</returns>
    public static Either<DataError, Unit> Write(string folder, CheckpointHeader header, ParameterStore store)
    {
        ArgumentNullException.ThrowIfNull(folder);
        Either<DataError, Unit> result = Prelude.unit;
        foreach (var (name, contents) in Files(header, store))
            result = result.Bind(_ => AtomicFile.Write(Path.Combine(folder, name), stream => stream.Write(contents)));
        return result;
    }

    /// <summary>The files' contents by name.</summary>
    public static IEnumerable<(string Name, byte[] Contents)> Files(CheckpointHeader header, ParameterStore store)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(store);
        yield return (EncoderName, Encoder(header, store));
        yield return (DecoderName, Decoder(header, store));
        if (header.Model is not AutoEncoderSpec)
            yield return (SamplerName, Sampler(header, store));
    }

    private static byte[] Encoder(CheckpointHeader header, ParameterStore store)
    {
        var graph = Part(EvaluationGraph.Build(header.Model).Graph, GraphNames.Code, GraphNames.Responsibilities);
        return Model("encoder", "Raw rows of data to mean codes and cluster probabilities.", graph, header, store, target => (_, name) =>
            Preprocess(target, header.Preprocessing, name), null);
    }

    private static byte[] Decoder(CheckpointHeader header, ParameterStore store)
    {
        var graph = Part(DecodingGraph.Build(header.Model).Graph, GraphNames.Sample);
        graph = graph with { Outputs = graph.Outputs.Map(output => output with { Name = GraphNames.Expectation }) };
        return Model("decoder", "Codes to expected rows.", graph, header, store, null, target => (_, name) =>
            Restore(target, header.Preprocessing, name));
    }

    private static byte[] Sampler(CheckpointHeader header, ParameterStore store)
    {
        var graph = Part(SamplingGraph.Build(header.Model).Graph, GraphNames.Sample);
        return Model("sampler", "Standard normal noise, and a cluster, to rows.", graph, header, store, null, target => (_, name) =>
            Restore(target, header.Preprocessing, name));
    }

    /// <summary>What some outputs of a graph need.</summary>
    private static Graph Part(Graph whole, params string[] outputs) =>
        GraphBuilder.From(whole with { Outputs = whole.Outputs.Filter(output => outputs.Contains(output.Name)) }).Build();

    private static byte[] Model(
        string name,
        string description,
        Graph graph,
        CheckpointHeader header,
        ParameterStore store,
        Func<OnnxGraph, Func<string, string, string>>? before,
        Func<OnnxGraph, Func<string, string, string>>? after)
    {
        var target = new OnnxGraph(name, description);
        var rows = header.Preprocessing.OriginOfRaw().Length > 0 ? OnnxGraph.Element.Double : OnnxGraph.Element.Float;
        new OnnxTranslator(graph, target, parameter => store.Read(parameter).ToArray(), rows)
            .Translate(before?.Invoke(target), after?.Invoke(target));
        (string, string)[] columns = header.Schema.FeatureNames() is { IsEmpty: false } names
            ? [("columns", new JsonArray([.. names.Select(column => (JsonNode)column)]).ToJsonString())]
            : [];
        return target.ToModel([("model", header.Model.Kind), ("units", UnitsOf(header.Preprocessing)), .. columns]);
    }

    private static string UnitsOf(Preprocessing preprocessing) => preprocessing is Preprocessing.ByteScaling
        ? "the encoder reads bytes 0 to 255 as numbers, the others write grey levels in [0, 1]"
        : "the encoder reads and the others write the units of the data";

    /// <summary>(value − offset) / scale; NaN where a value is missing.</summary>
    private static string Preprocess(OnnxGraph target, Preprocessing preprocessing, string data)
    {
        var (offset, scale) = preprocessing.Coefficients();
        if (offset.Length == 0)
            return data;
        if (preprocessing.OriginOfRaw() is { Length: > 0 } origin)
            data = target.Cast(target.Add("Sub", [data, target.Doubles(origin)]), OnnxGraph.Element.Float);
        var centred = target.Add("Sub", [data, target.Floats([offset.Length], offset)]);
        return target.Add("Div", [centred, target.Floats([scale.Length], scale)]);
    }

    /// <summary>As <see cref="Units.Restore"/>.</summary>
    private static string Restore(OnnxGraph target, Preprocessing preprocessing, string rows)
    {
        if (preprocessing is not Preprocessing.Standardisation fitted)
            return rows;
        var scaled = target.Add("Mul", [rows, target.Floats([fitted.Scale.Count], fitted.Scale.ToArray())]);
        var moved = target.Add("Add", [scaled, target.Floats([fitted.Offset.Count], fitted.Offset.ToArray())]);
        return fitted.Origin.IsEmpty ? moved
            : target.Add("Add", [target.Cast(moved, OnnxGraph.Element.Double), target.Doubles(fitted.Origin.ToArray())]);
    }
}
