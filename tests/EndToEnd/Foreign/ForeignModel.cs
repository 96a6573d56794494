using System.Collections.Concurrent;
using System.Globalization;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.EndToEnd;

/// <summary>A small trained run of every kind of model, and what our own engine computes with it.</summary>
internal sealed class ForeignModel
{
    private static readonly Lazy<TemporaryFolder> Folder = new(() => new());

    private static readonly ConcurrentDictionary<string, Lazy<ForeignModel>> Trained = [];

    private ForeignModel(string name, string run)
    {
        (Name, Run) = (name, run);
        Checkpoint = Checkpoint.Read(Path.Combine(run, RunFolder.CheckpointName)).Match(found => found, error =>
            throw new InvalidOperationException(error.Message));
    }

    /// <summary>Dense and convolutional, with and without batch normalisation, hidden layers, clusters and candidates; bytes and numbers,
    /// with missing values or without.</summary>
    internal static string[] Names { get; } =
    [
        "autoencoder", "autoencoder-convolutional", "vae", "vae-convolutional", "gmm-vae", "gmm-vae-head", "gmm-vae-convolutional", "gmm-vae-wide",
        "gmm-vae-candidates", "gmm-vae-candidates-convolutional",
    ];

    internal string Name { get; }

    internal string Run { get; }

    internal Checkpoint Checkpoint { get; }

    internal ModelSpec Spec => Checkpoint.Header.Model;

    internal static ForeignModel Of(string name) => Trained.GetOrAdd(name, _ => new(() =>
    {
        var run = Folder.Value[name];
        Runs.Train(Request(name, run));
        return new ForeignModel(name, run);
    })).Value;

    /// <summary>Removes the folder of all models; nothing may use them afterwards.</summary>
    internal static void RemoveAll()
    {
        if (Folder.IsValueCreated)
            Folder.Value.Dispose();
    }

    /// <summary>An exported form of the model, below its run; made once.</summary>
    internal string Export(ExportFormat format)
    {
        var path = Path.Combine(Run, format == ExportFormat.Safetensors ? "export.safetensors" : $"export-{format}");
        lock (this)
            if (!Path.Exists(path))
                ModelFiles.Export(new ExportRequest { Model = Run, Format = format, Output = path });
        return path;
    }

    /// <summary>What each exported graph gets and must give for so many rows.</summary>
    internal IEnumerable<(string File, OnnxTensor[] Inputs, OnnxTensor[] Outputs)> Calls(int batch)
    {
        using var workers = new WorkerPool(1);
        using var store = ParameterStore.Of(EvaluationGraph.Build(Spec).Graph, ManagedEngine.Instance);
        Checkpoint.Restore(store);
        var draws = new Random(batch);
        var bytes = Checkpoint.Header.Preprocessing is Preprocessing.ByteScaling;
        var mixture = Spec as GaussianMixtureSpec;
        var data = new OnnxTensor("data", [batch, Spec.Features], bytes ? Fill(Spec.Features, () => draws.Next(256))
            : Fill(Spec.Features, () => Spec.MasksMissing && draws.Next(10) == 0 ? float.NaN : Normal()));
        var code = Noise("code", Spec.Latent);
        yield return (OnnxExport.EncoderName, [data],
            [Computed(EvaluationGraph.Build(Spec).Graph, "code", Spec.Latent, data), .. mixture is null ? [] : Probabilities()]);
        yield return (OnnxExport.DecoderName, [code],
            [Computed(DecodingGraph.Build(Spec).Graph, "sample", Spec.Features, code) with { Name = "expectation" }]);
        if (Spec is AutoEncoderSpec)
            yield break;
        OnnxTensor[] noises = [Noise("code_noise", Spec.Latent), .. mixture is null ? [] : Chosen(mixture)];
        yield return (OnnxExport.SamplerName, noises, [Computed(SamplingGraph.Build(Spec).Graph, "sample", Spec.Features, noises)]);

        OnnxTensor[] Probabilities() => [Computed(EvaluationGraph.Build(Spec).Graph, "responsibilities", mixture!.Clusters, data)];

        OnnxTensor[] Chosen(GaussianMixtureSpec of) =>
            [Noise("style_noise", of.Style),
                new("cluster", [batch, of.Clusters],
                [.. Enumerable.Range(0, batch).SelectMany(row =>
                Enumerable.Range(0, of.Clusters).Select(k => k == row % of.Clusters ? 1f : 0))])];

        float Normal() => (float)(Math.Sqrt(-2 * Math.Log(1 - draws.NextDouble())) * Math.Cos(2 * Math.PI * draws.NextDouble()));

        OnnxTensor Noise(string name, int width) => new(name, [batch, width], Fill(width, Normal));

        float[] Fill(int width, Func<float> next) => [.. Enumerable.Range(0, batch * width).Select(_ => next())];

        OnnxTensor Computed(Graph graph, string output, int width, params OnnxTensor[] inputs)
        {
            var part = GraphBuilder.From(graph with { Outputs = graph.Outputs.Filter(found => found.Name == output) }).Build();
            using var plan = store.Compile(part, batch, workers);
            foreach (var input in inputs)
            {
                var target = plan.Input(input.Name.Replace('_', ' '));
                input.Values.CopyTo(target);
                if (input.Name == "data")
                    Checkpoint.Header.Preprocessing.Apply(target, Spec.Features);
            }

            plan.Compute();
            var values = plan.Output(output).ToArray();
            if (output == "sample")
                Units.Restore(Checkpoint.Header.Preprocessing, values);
            return new OnnxTensor(output, [batch, width], values);
        }
    }

    /// <summary>Requires equal shapes, and numbers within 10⁻⁵ of ours, or of their size where that is larger.</summary>
    internal static void Close(OnnxTensor expected, OnnxTensor actual, string what)
    {
        Assert.Equal(expected.Dimensions, actual.Dimensions);
        Assert.Equal(expected.Values.Length, actual.Values.Length);
        for (var i = 0; i < expected.Values.Length; i++)
        {
            var (wanted, found) = (expected.Values[i], actual.Values[i]);
            Assert.True(Math.Abs(wanted - found) <= 1e-5 * Math.Max(1, Math.Abs(wanted)),
                $"{what}, {expected.Name}[{i}]: {found} where ours is {wanted}");
        }
    }

    private static TrainRequest Request(string name, string run)
    {
        var isOfImages = name.EndsWith("convolutional", StringComparison.Ordinal) || name == "gmm-vae-head";
        var isConvolutional = name.EndsWith("convolutional", StringComparison.Ordinal);
        var hasCandidates = name.Contains("candidates", StringComparison.Ordinal);
        return new TrainRequest
        {
            Model = name.StartsWith("auto", StringComparison.Ordinal) ? ModelKind.AutoEncoder
                : name.StartsWith("vae", StringComparison.Ordinal) ? ModelKind.Variational : ModelKind.GaussianMixture,
            Data = name == "gmm-vae-wide" ? "digits" : isOfImages ? Images.Value : Table.Value,
            Preset = hasCandidates ? "clustering" : "report",
            OutputFolder = run,
            Threads = 1,
            Configure = options => name == "gmm-vae-wide" ? options with { Steps = 2 } : Small(options) with
            {
                Clustering = hasCandidates ? options.Clustering.Map(phases =>
                    phases with { CandidatesPerCluster = 2, CandidateEpochs = 1, StartEpochs = 1, Restarts = 1 }) : None,
                Epochs = 10,
                Hidden = name == "autoencoder-convolutional" ? Arr<int>.Empty : Array(12, 8),
                Convolutions = isConvolutional ? Layers("3x3/2+1", "4x2") : Arr<ConvolutionLayer>.Empty,
                DecoderConvolutions = isConvolutional ? Layers("3x4/2+1", "5x2/2+1") : Arr<ConvolutionLayer>.Empty,
                BatchNorm = name is not ("vae" or "vae-convolutional"),
                Samples = name == "vae" ? 2 : 1,
                MaskMissing = name is "vae" or "gmm-vae-candidates",
                Responsibilities = hasCandidates || name == "gmm-vae-head" ? ResponsibilityKind.EncoderHead : ResponsibilityKind.Bayes,
            },
        };
    }

    private static readonly Lazy<string> Images = new(() =>
    {
        var folder = IdxFiles.Write(Folder.Value["images"]);
        IdxFiles.Put(folder, IdxFiles.TrainImages, IdxFiles.Images(60, width: 16), compressed: false);
        IdxFiles.Put(folder, IdxFiles.TestImages, IdxFiles.Images(30, width: 16), compressed: false);
        return folder;
    });

    private static readonly Lazy<string> Table = new(() =>
    {
        var draws = new Random(3);
        var path = Folder.Value["table.csv"];
        File.WriteAllLines(path, Enumerable.Range(0, 120).Select(row =>
            string.Join(',', Enumerable.Range(0, 5).Select(column =>
                ((row % 3 * 4) + (column * draws.NextDouble())).ToString(CultureInfo.InvariantCulture)))));
        return path;
    });

    private static RunOptions Small(RunOptions options) =>
        options with { Latent = 3, Clusters = 4, PriorHidden = Array(70), Batch = 30, LearningRate = 0.01 };

    private static Arr<ConvolutionLayer> Layers(params string[] texts) =>
        toArray(texts.Select(text => ConvolutionLayer.Parse(text)!.Value));
}
