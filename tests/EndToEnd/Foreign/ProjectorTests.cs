using System.Globalization;
using System.Text.Json.Nodes;

namespace GmmVae.Tests.EndToEnd;

/// <summary>The exported folder of the embedding projector; its writer's rules are laws elsewhere.</summary>
[Collection(ForeignTests.Name)]
public class ProjectorTests
{
    [Fact]
    public void Points_are_the_codes_of_the_test_split_with_labels_clusters_and_pictures()
    {
        var model = ForeignModel.Of("gmm-vae-convolutional");
        var folder = model.Export(ExportFormat.Projector);
        Assert.Equal(["metadata.tsv", "projector_config.json", "projector_config.pbtxt", "sprite.png", "vectors.tsv"],
            RunFiles.Names(folder));
        var points = File.ReadAllLines(Path.Combine(folder, "vectors.tsv")).Select(line =>
            Array.ConvertAll(line.Split('\t'), cell => float.Parse(cell, CultureInfo.InvariantCulture))).ToArray();
        Assert.Equal(30, points.Length);
        Assert.All(points, point => Assert.Equal(model.Spec.Latent, point.Length));

        var metadata = File.ReadAllLines(Path.Combine(folder, "metadata.tsv")).Select(line => line.Split('\t')).ToArray();
        Assert.Equal(["row", "label", "cluster"], metadata[0]);
        Assert.Equal(Enumerable.Range(0, 30).Select(row => $"{row} {row % 3}"), metadata.Skip(1).Select(row => $"{row[0]} {row[1]}"));
        using var loaded = GaussianMixtureVae.Load(model.Run);
        var test = Matrix.Load(model.Checkpoint.Header.DataSource);
        var codes = loaded.Embed(test);
        var clusters = loaded.Predict(test);
        Assert.Equal(codes.ToArray()[^(30 * model.Spec.Latent)..], points.SelectMany(point => point));
        Assert.Equal(clusters[^30..], metadata.Skip(1).Select(row => int.Parse(row[2], CultureInfo.InvariantCulture)));
        var sprite = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "projector_config.json")))!["embeddings"]![0]!["sprite"]!;
        Assert.Equal([16, 16], sprite["singleImageDim"]!.AsArray().Select(side => (int)side!));
    }

    [Fact]
    public void Codes_of_other_data_have_no_labels_where_there_are_none()
    {
        using var folder = new TemporaryFolder();
        var model = ForeignModel.Of("autoencoder");
        var report = ModelFiles.Export(new ExportRequest { Model = model.Run, Format = ExportFormat.Projector, Output = folder["out"],
            Data = model.Checkpoint.Header.DataSource });
        Assert.Equal(["metadata.tsv", "projector_config.json", "projector_config.pbtxt", "vectors.tsv"], report.Files);
        Assert.Equal(120, File.ReadAllLines(Path.Combine(folder["out"], "metadata.tsv")).Length);
    }
}
