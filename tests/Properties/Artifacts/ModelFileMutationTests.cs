using System.Text;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using LanguageExt;
using static GmmVae.Tests.Properties.CheckpointSamples;
using static GmmVae.Tests.Properties.SpecJsonArbitraries;

namespace GmmVae.Tests.Properties;

/// <summary>Whatever a model's files hold, reading gives what they say or an error with its place, in bounded memory.</summary>
public sealed class ModelFileMutationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string path;
    private readonly byte[] whole;

    public ModelFileMutationTests()
    {
        path = folder.File(RunFolder.CheckpointName);
        Right(Captured(Tiny, TinyState, 7).Write(path));
        whole = File.ReadAllBytes(path);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_safetensors_file_with_changed_bytes_is_refused_or_tiled_by_its_tensors() => Tries(200, random =>
    {
        // The header is where damage is read: most changes go there.
        var header = BitConverter.ToInt32(whole) + 8;
        var changed = random.Next(4) == 0
            ? FileMutations.OfBytes(whole, random)
            : [.. FileMutations.OfBytes(whole[..header], random), .. whole[header..]];
        return Read(changed, SafetensorsFile.Read, file =>
        {
            var size = file.Entries.Sum(entry => (long)entry.Length * SafetensorsWriter.Size(entry.Type));
            Assert.Equal(changed.Length, 8 + BitConverter.ToInt64(changed) + size);
            Assert.Equal(file.Entries.Count, file.Entries.Select(entry => entry.Name).Distinct(StringComparer.Ordinal).Count());
        });
    }, mostAccepted: 0.9);

    [Fact]
    public void A_safetensors_file_whose_header_lies_is_refused_or_tiled_by_its_tensors() => Tries(200, random =>
    {
        var length = BitConverter.ToInt32(whole);
        var header = Encoding.UTF8.GetBytes(FileMutations.OfJson(Encoding.UTF8.GetString(whole, 8, length), random));
        return Read([.. BitConverter.GetBytes((long)header.Length), .. header, .. whole[(8 + length)..]], SafetensorsFile.Read, file =>
            Assert.Equal(file.Entries.Sum(entry => (long)entry.Length * SafetensorsWriter.Size(entry.Type)), whole.Length - 8 - length));
    }, mostAccepted: 0.9);

    [Fact]
    public void A_checkpoint_whose_document_is_changed_and_sealed_again_is_refused_or_means_what_it_is_written_as() => Tries(300, random =>
    {
        File.WriteAllBytes(path, whole);
        Rewrite(path, pair => pair.Key == "gmmvae" ? new(pair.Key, FileMutations.OfJson(pair.Value, random)) : pair);
        return Read(File.ReadAllBytes(path), Checkpoint.Read, read =>
        {
            Right(read.Write(path));
            var again = Right(Checkpoint.Read(path));
            Assert.Equal((read.Header, read.State, read.ParametersSha256), (again.Header, again.State, again.ParametersSha256));
        });
    }, mostAccepted: 0.6);

    [Fact]
    public void Notes_of_a_run_that_are_changed_agree_with_its_checkpoint_or_are_refused()
    {
        var notes = new JsonObject
        {
            ["preset"] = Tiny.Preset,
            ["data"] = Tiny.DataSource,
            ["spec"] = SpecJson.Write(Tiny.Model),
            ["training"] = SpecJson.Write(Tiny.Training),
            ["preprocessing"] = SpecJson.Write(Tiny.Preprocessing),
            ["dataFingerprint"] = Tiny.DataFingerprint,
            ["clusterCounts"] = JsonNode.Parse("""[{"clusters":2,"stability":0.5,"clustersUsed":2,"objective":1.5,"chosen":true}]"""),
        };
        using var run = RunFolder.Resume(folder.Path).OrThrow();
        Check(notes.ToJsonString());
        Tries(300, random =>
        {
            try
            {
                Check(FileMutations.OfJson(notes.ToJsonString(), random));
                return true;
            }
            catch (GmmVaeException failure)
            {
                Assert.Equal(FailureKind.Data, failure.Kind);
                Assert.Contains("\n  at ", failure.Message, StringComparison.Ordinal);
                return false;
            }
        }, mostAccepted: 0.8);

        void Check(string text)
        {
            File.WriteAllText(folder.File("run.json"), text);
            FileMutations.WithinMemory(text.Length, () =>
            {
                var read = RunManifest.Of(run).OrThrow().IfNone(() => throw new FileNotFoundException());
                RunDifferences.Find(read, Tiny, run).ThrowIfSome();
                return RunManifest.ClusterCounts(read).OrThrow();
            });
        }
    }

    private bool Read<T>(byte[] contents, Func<string, Either<DataError, T>> read, Action<T> accepted)
    {
        File.WriteAllBytes(path, contents);
        return FileMutations.WithinMemory(contents.Length, () => read(path)).Match(
            Right: value =>
            {
                accepted(value);
                return true;
            },
            Left: error =>
            {
                Assert.StartsWith(path, error.Place, StringComparison.Ordinal);
                Assert.False(error.IsAccess, error.Message);
                Assert.InRange(error.Message.Split('\n').Length, 1, 3);
                return false;
            });
    }

    private static void Tries(int usually, Func<System.Random, bool> isAccepted, double mostAccepted)
    {
        var (accepted, tried) = (0, 0);
        Laws.Hold(Generators.Seed.ToArbitrary(), seed =>
        {
            tried++;
            accepted += isAccepted(new System.Random(seed)) ? 1 : 0;
        }, LongRuns.Times(usually));
        Assert.InRange(accepted, 1, mostAccepted * tried);
    }
}
