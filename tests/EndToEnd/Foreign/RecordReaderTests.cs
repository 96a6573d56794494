using System.Text.Json.Nodes;

namespace GmmVae.Tests.EndToEnd;

/// <summary>Event files, read by the npm package <c>tfrecord</c>, which checks every record, and decoded by protobuf.js.</summary>
[Collection(ForeignTests.Name)]
public class RecordReaderTests
{
    /// <summary>The fields of TensorFlow's event.proto and summary.proto that are looked at.</summary>
    private const string Script = """
        const { RecordReader } = require(PACKAGES + '/tfrecord'), protobuf = require(PACKAGES + '/protobufjs'), fs = require('fs');
        const { root } = protobuf.parse(`syntax = "proto3";
          message Event { double wall_time = 1; int64 step = 2; oneof what { string file_version = 3; Summary summary = 5; } }
          message Image { int32 height = 1; int32 width = 2; int32 colorspace = 3; bytes encoded_image_string = 4; }
          message HistogramProto { double min = 1; double max = 2; double num = 3; double sum = 4; double sum_squares = 5;
            repeated double bucket_limit = 6 [packed = true]; repeated double bucket = 7 [packed = true]; }
          message Value { string tag = 1; oneof value { float simple_value = 2; Image image = 4; HistogramProto histo = 5; } }
          message Summary { repeated Value value = 1; }`);
        (async () => {
          const reader = await RecordReader.create(process.argv[2]), events = [];
          for (let record; (record = await reader.readRecord());)
            events.push(root.lookupType('Event').toObject(root.lookupType('Event').decode(record.slice()), { longs: Number, bytes: String }));
          fs.writeFileSync('events.json', JSON.stringify(events));
        })().catch(fault => { console.error(fault); process.exit(1); });
        """;

    [NpmFact]
    public void Another_programs_reader_finds_every_scalar_histogram_and_picture()
    {
        var model = ForeignModel.Of("gmm-vae-convolutional");
        using var folder = new TemporaryFolder();
        Cli.Succeeds(Cli.Run("export", model.Run, "--format", "tensorboard", "--out", folder["out"], "--histograms"));
        File.WriteAllText(folder["run.js"], $"const PACKAGES = {JsonValue.Create(NpmPackages.ForRecords).ToJsonString()};\n{Script}");
        var (code, output) = NpmPackages.Execute("node", folder[""], "run.js", Assert.Single(Directory.GetFiles(folder["out"])));
        Assert.True(code == 0, output);
        var events = JsonNode.Parse(File.ReadAllText(folder["events.json"]))!.AsArray();
        Assert.Equal("brain.Event:2", (string?)events[0]!["fileVersion"]);
        var values = events.SelectMany(found => found!["summary"]?["value"]?.AsArray() ?? []).Select(value => value!.AsObject()).ToArray();

        var last = RunFiles.Parse(File.ReadAllLines(Path.Combine(model.Run, "metrics.jsonl"))[^1]);
        var total = values.Last(value => (string?)value["tag"] == "terms/total");
        Assert.Equal((float)(double)last["total"]!, (float)(double)total["simpleValue"]!);
        Assert.All(values.Where(value => value.ContainsKey("histo")), value =>
            Assert.Equal((double)value["histo"]!["num"]!, value["histo"]!["bucket"]!.AsArray().Sum(count => (double)count!)));
        Assert.Contains(values, value => value.ContainsKey("histo"));
        var picture = Assert.Single(values, value => value.ContainsKey("image"))["image"]!;
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], Convert.FromBase64String((string)picture["encodedImageString"]!)[..4]);
    }
}
