using Microsoft.ML.OnnxRuntime;

namespace GmmVae.Tests;

/// <summary>An ONNX file in ONNX Runtime: its nodes as they are written, and what the runtime's optimizer makes of them.</summary>
internal sealed class OnnxRuntime : IDisposable
{
    private readonly InferenceSession[] sessions;

    internal OnnxRuntime(byte[] file) =>
        sessions = [Open(file, GraphOptimizationLevel.ORT_DISABLE_ALL), Open(file, GraphOptimizationLevel.ORT_ENABLE_ALL)];

    public void Dispose() => Array.ForEach(sessions, session => session.Dispose());

    /// <summary>
    /// The outputs by name, once as the file is written and once optimized. Inputs and outputs must be those that the file declares.
    /// </summary>
    internal IEnumerable<IReadOnlyDictionary<string, OnnxTensor>> Run(params IReadOnlyList<OnnxTensor> inputs) => sessions.Select(session =>
    {
        Assert.Equal(session.InputNames.Order(), inputs.Select(input => input.Name).Order());
        Assert.All(inputs, input => Suits(session.InputMetadata, input));
        OrtValue[] values = [.. inputs.Select(Value)];
        try
        {
            using var options = new Microsoft.ML.OnnxRuntime.RunOptions();
            using var results = session.Run(options, [.. inputs.Select(input => input.Name)], values, session.OutputNames);
            OnnxTensor[] outputs = [.. session.OutputNames.Zip(results, Read)];
            Assert.All(outputs, output => Suits(session.OutputMetadata, output));
            return (IReadOnlyDictionary<string, OnnxTensor>)outputs.ToDictionary(output => output.Name);
        }
        finally
        {
            Array.ForEach(values, value => value.Dispose());
        }
    });

    /// <summary>The only output of a file whose only input is in double precision, with all its digits.</summary>
    internal double[] RunInDouble(double[] rows, int columns)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(rows, [rows.Length / columns, columns]);
        return Only(input);
    }

    /// <summary>The same of a file that reads single precision.</summary>
    internal double[] RunInDouble(float[] rows, int columns)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(rows, [rows.Length / columns, columns]);
        return Only(input);
    }

    private double[] Only(OrtValue input)
    {
        using var options = new Microsoft.ML.OnnxRuntime.RunOptions();
        var session = sessions[0];
        using var results = session.Run(options, [session.InputNames[0]], [input], [session.OutputNames[0]]);
        return results[0].GetTensorTypeAndShape().ElementDataType == Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Double
            ? results[0].GetTensorDataAsSpan<double>().ToArray()
            : Array.ConvertAll(results[0].GetTensorDataAsSpan<float>().ToArray(), value => (double)value);
    }

    private static InferenceSession Open(byte[] file, GraphOptimizationLevel level)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = level,
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            EnableCpuMemArena = false,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        return new InferenceSession(file, options);
    }

    private static OrtValue Value(OnnxTensor tensor) =>
        OrtValue.CreateTensorValueFromMemory(tensor.Values, [.. tensor.Dimensions.Select(length => (long)length)]);

    private static OnnxTensor Read(string name, OrtValue value) => new(
        name, [.. value.GetTensorTypeAndShape().Shape.Select(length => (int)length)], value.GetTensorDataAsSpan<float>().ToArray());

    /// <summary>Declared lengths are kept; −1 is declared where a length depends on the batch.</summary>
    private static void Suits(IReadOnlyDictionary<string, NodeMetadata> declared, OnnxTensor tensor)
    {
        var lengths = declared[tensor.Name].Dimensions;
        Assert.Equal(lengths.Length, tensor.Dimensions.Length);
        Assert.Equal(lengths, tensor.Dimensions.Zip(lengths, (length, known) => known < 0 ? known : length));
    }
}
