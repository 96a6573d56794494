using System.Globalization;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using static GmmVae.Tests.Properties.RunFolderTests;
using static GmmVae.Tests.Properties.SpecJsonArbitraries;

namespace GmmVae.Tests.Properties;

public sealed class RunFolderLogTests : IDisposable
{
    private const int StepsPerEpoch = 3;
    private static readonly string[] Terms = ["reconstruction", "total"];

    private readonly TemporaryFolder parent = new();

    public void Dispose() => parent.Dispose();

    [Fact]
    public void Steps_are_lines_under_the_names_of_their_terms()
    {
        using (var folder = Open(RunFolder.Create(At("run"), force: false)))
        {
            Right(folder.StartSteps(Terms));
            folder.AppendStep(1, 1, 1e-3, [0.1, -2]);
            folder.AppendStep(1, 2, 5e-324, [double.NaN, double.NegativeInfinity]);
            Assert.Throws<ArgumentException>(() => folder.AppendStep(1, 3, 0, [1]));
            Assert.Throws<ArgumentOutOfRangeException>(() => folder.AppendStep(1, 0, 0, [1, 2]));
            Assert.Throws<InvalidOperationException>(() => folder.StartSteps(Terms));
        }

        Assert.Equal(
            "epoch,step,learningRate,reconstruction,total\n1,1,0.001,0.1,-2\n1,2,5E-324,NaN,-Infinity\n",
            File.ReadAllText(At("run", "steps.csv")));
    }

    private static Gen<double> Numbers { get; } = Real(-1e3, 1e3).Select(value => value * value * value);

    [Law(nameof(Numbers), nameof(Numbers), nameof(Numbers))]
    public void Numbers_read_back_to_the_same_bits(double rate, double first, double second)
    {
        using (var folder = Open(RunFolder.Create(At("run"), force: true)))
        {
            Assert.True(folder.Clear().IsRight);
            Right(folder.StartSteps(Terms));
            folder.AppendStep(int.MaxValue, long.MaxValue, rate, [first, second]);
        }

        var cells = File.ReadAllLines(At("run", "steps.csv"))[1].Split(',');
        double[] expected = [int.MaxValue, long.MaxValue, rate, first, second];
        Assert.Equal(expected, cells.Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_flush_brings_both_logs_to_the_disk()
    {
        using var folder = Open(RunFolder.Create(At("run"), force: false));
        Right(folder.StartSteps(Terms));
        folder.AppendStep(1, 1, 1, [1, 2]);
        folder.AppendMetrics(Metrics(1));
        folder.Flush();
        Assert.EndsWith("1,1,1,1,2\n", Shared("steps.csv"), StringComparison.Ordinal);
        Assert.Equal("{\"epoch\":1,\"total\":10}\n", Shared("metrics.jsonl"));
    }

    [Fact]
    public void A_step_is_logged_without_allocation()
    {
        using var folder = Open(RunFolder.Create(At("run"), force: false));
        Right(folder.StartSteps(Terms));
        var values = new double[2];
        Append(1, 2000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Append(2001, 4000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1999);

        void Append(long first, long last)
        {
            for (var step = first; step <= last; step++)
            {
                values[0] = 1.0 / step;
                folder.AppendStep(1, step, 1e-3, values);
            }
        }
    }

    [Theory]
    [InlineData("""{"total":1}""")]
    [InlineData("""{"epoch":0}""")]
    [InlineData("""{"epoch":"1"}""")]
    public void A_line_of_metrics_needs_its_epoch(string line)
    {
        using var folder = Open(RunFolder.Create(At("run"), force: false));
        Assert.Throws<ArgumentException>(() => folder.AppendMetrics(JsonNode.Parse(line)!.AsObject()));
    }

    private static Gen<(int Steps, int Kept, int Torn)> CutRuns { get; } =
        from steps in Gen.Choose(0, 12)
        from kept in Gen.Choose(0, 12)
        from torn in Gen.Choose(0, 30)
        select (steps, Math.Min(steps, kept), torn);

    [Law(nameof(CutRuns))]
    public void Cut_logs_are_those_of_a_run_that_stopped_at_the_checkpoint((int Steps, int Kept, int Torn) run)
    {
        Log("whole", run.Steps);
        Log("short", run.Kept);
        Tear("steps.csv", "4,99,0.001,1,2,3,4,5,6,7,8,9,10", run.Torn);
        Tear("metrics.jsonl", """{"epoch":99,"total":1234567890123456}""", run.Torn);
        using (var folder = Open(RunFolder.Resume(At("whole"))))
            Right(folder.TruncateLogs(run.Kept, run.Kept / StepsPerEpoch));
        foreach (var name in new[] { "steps.csv", "metrics.jsonl" })
            Assert.Equal(File.ReadAllText(At("short", name)), File.ReadAllText(At("whole", name)));
    }

    [Fact]
    public void A_resumed_run_goes_on_after_the_cut()
    {
        Log("whole", 9);
        Log("resumed", 8);
        using (var folder = Open(RunFolder.Resume(At("resumed"))))
        {
            Right(folder.TruncateLogs(4, 1));
            Write(folder, 5, 9);
            Assert.Throws<InvalidOperationException>(() => folder.TruncateLogs(4, 1));
        }

        foreach (var name in new[] { "steps.csv", "metrics.jsonl" })
            Assert.Equal(File.ReadAllText(At("whole", name)), File.ReadAllText(At("resumed", name)));
    }

    [Theory]
    [InlineData("steps.csv", 1)]
    [InlineData("steps.csv", 4)]
    [InlineData("steps.csv", 8)]
    [InlineData("metrics.jsonl", 0)]
    [InlineData("metrics.jsonl", 1)]
    public void A_log_that_lacks_a_line_or_has_it_elsewhere_is_refused_and_left_alone(string name, int at)
    {
        Log("run", 8);
        var whole = File.ReadAllLines(At("run", name));
        string[] swapped = [.. whole];
        var other = at == 1 ? at + (name == "steps.csv" ? 1 : -1) : at == 0 ? 1 : at - 1;
        (swapped[at], swapped[other]) = (whole[other], whole[at]);
        string[][] damaged =
        [
            [.. whole[..at], .. whole[(at + 1)..]], [.. whole[..at], whole[at], .. whole[at..^1]],
            [.. whole[..at], "damaged", .. whole[(at + 1)..]], swapped,
        ];
        foreach (var lines in damaged.Where(lines => !lines.SequenceEqual(whole)))
        {
            File.WriteAllLines(At("run", name), lines);
            var before = File.ReadAllText(At("run", name));
            using var folder = Open(RunFolder.Resume(At("run")));
            var error = Refused(folder.TruncateLogs(8, 8 / StepsPerEpoch));
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
            Assert.Contains("lines were removed", error.Message, StringComparison.Ordinal);
            Assert.Equal(before, File.ReadAllText(At("run", name)));
        }

        File.Delete(At("run", name));
        using (var folder = Open(RunFolder.Resume(At("run"))))
            Assert.False(Refused(folder.TruncateLogs(8, 8 / StepsPerEpoch)).IsAccess);
    }

    [Fact]
    public void A_header_that_a_crash_tore_is_written_anew()
    {
        Log("run", 0);
        File.WriteAllText(At("run", "steps.csv"), "epoch,st");
        using (var folder = Open(RunFolder.Resume(At("run"))))
        {
            Right(folder.TruncateLogs(0, 0));
            Right(folder.StartSteps(Terms));
        }

        Assert.Equal("epoch,step,learningRate,reconstruction,total\n", File.ReadAllText(At("run", "steps.csv")));
    }

    [Fact]
    public void Lines_of_any_length_are_kept()
    {
        Log("run", 0);
        using (var folder = Open(RunFolder.Resume(At("run"))))
        {
            for (var epoch = 1; epoch <= 3; epoch++)
            {
                var line = Metrics(epoch);
                line["text"] = new string('x', 100_000 * epoch);
                folder.AppendMetrics(line);
            }
        }

        using (var folder = Open(RunFolder.Resume(At("run"))))
            Right(folder.TruncateLogs(0, 2));
        Assert.Equal(2, File.ReadAllLines(At("run", "metrics.jsonl")).Length);
    }

    [Fact]
    public void Logs_of_other_terms_are_not_mixed()
    {
        Log("run", 2);
        var before = File.ReadAllText(At("run", "steps.csv"));
        using (var folder = Open(RunFolder.Resume(At("run"))))
            Assert.False(Refused(folder.StartSteps(["total"])).IsAccess);
        Assert.Equal(before, File.ReadAllText(At("run", "steps.csv")));
    }

    private static JsonObject Metrics(int epoch) => new() { ["epoch"] = epoch, ["total"] = 10 * epoch };

    private static void Write(RunFolder folder, int first, int last)
    {
        Right(folder.StartSteps(Terms));
        for (var step = first; step <= last; step++)
        {
            folder.AppendStep(((step - 1) / StepsPerEpoch) + 1, step, 1.0 / step, [step / 3.0, -step]);
            if (step % StepsPerEpoch == 0)
                folder.AppendMetrics(Metrics(step / StepsPerEpoch));
        }
    }

    private void Log(string name, int steps)
    {
        using var folder = Open(RunFolder.Create(At(name), force: true));
        Assert.True(folder.Clear().IsRight);
        Write(folder, 1, steps);
        File.WriteAllText(folder.CheckpointPath, "");
        File.AppendAllText(Path.Combine(folder.Path, "metrics.jsonl"), "");
    }

    private void Tear(string name, string line, int length) =>
        File.AppendAllText(At("whole", name), line[..Math.Min(length, line.Length)]);

    private string At(params string[] names) => Path.Combine([parent.Path, .. names]);

    private string Shared(string name)
    {
        using var file = new FileStream(At("run", name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }
}
