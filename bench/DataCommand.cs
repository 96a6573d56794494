using System.Globalization;

namespace GmmVae.Bench;

/// <summary>
/// Makes the data sets that accuracy is told for beside the named ones: unequal classes, small pictures, a table of mixed
/// scales, few signals, signals with holes, pictures sorted by class, and more of them than fit into memory. The same bytes on every
/// machine.
/// </summary>
internal static class DataCommand
{
    private static readonly RandomKey Key = RandomKey.FromSeed(0).Fold("bench data");

    public static int Run(ReadOnlySpan<string> arguments)
    {
        var name = arguments.IsEmpty ? "" : arguments[0];
        var options = Options(arguments.IsEmpty ? [] : arguments[1..]);
        var path = options.GetValueOrDefault("--out") ?? throw new ArgumentException("data needs --out PATH.");
        switch (name)
        {
            case "sorted":
                var pictures = Open(options.GetValueOrDefault("--data", "mnist"));
                IdxOutput.Require(pictures);
                IdxOutput.Write(path, "train", pictures.Train,
                    [.. Enumerable.Range(0, pictures.Train.Rows).OrderBy(row => pictures.Train.Labels!.Value.Span[row])]);
                IdxOutput.Write(path, "t10k", pictures.Test, [.. Enumerable.Range(0, pictures.Test.Rows)]);
                break;
            case "many-digits":
                IdxOutput.WriteDigits(path, Key.Fold(name), Number("--rows", "10000000"), Number("--parts", "10"));
                break;
            case "small-digits":
                BenchTables.WriteSmallDigits(path, DigitData.Generate(0, trainRows: 1600, testRows: 400));
                break;
            case "mixed-table":
                BenchTables.WriteMixed(path, Key.Fold(name));
                break;
            case "rows-500":
                BenchTables.WriteFirst(path, SignalData.Generate(0).Train, 500);
                break;
            case "holes":
                var share = double.Parse(options.GetValueOrDefault("--share", "0.3"), CultureInfo.InvariantCulture);
                BenchTables.WriteFirst(path, SignalData.Generate(0).Train, 6000, i => Key.Fold(name).Uniform(i) < share);
                break;
            default:
                throw new ArgumentException($"data: sorted, many-digits, small-digits, mixed-table, rows-500 or holes, not '{name}'.");
        }

        Console.WriteLine(path);
        return 0;

        int Number(string option, string otherwise) =>
            int.Parse(options.GetValueOrDefault(option, otherwise), CultureInfo.InvariantCulture);
    }

    private static DataSplits Open(string source) => DataSource
        .Open(source, 0, Environment.GetEnvironmentVariable("GMMVAE_DATA"))
        .Match(splits => splits, error => throw new ArgumentException(error.Message));

    private static Dictionary<string, string> Options(ReadOnlySpan<string> arguments)
    {
        var options = new Dictionary<string, string>();
        for (var i = 0; i < arguments.Length; i += 2)
            options[arguments[i] is "--data" or "--class" or "--share" or "--rows" or "--parts" or "--out" ? arguments[i]
                : throw new ArgumentException($"There is no option {arguments[i]}.")] =
                i + 1 < arguments.Length ? arguments[i + 1] : throw new ArgumentException($"{arguments[i]} needs a value.");
        return options;
    }
}
