using System.Globalization;
using System.Text;
using GmmVae.Tests.Snapshots.Report;

namespace GmmVae.Tests.Snapshots.Facade;

/// <summary>What small models that were trained for a moment generate: the same numbers and pixels on every machine.</summary>
public sealed class SampleSnapshotTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("samples-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Numbers_of_every_model()
    {
        Matrix data = Clouds();
        using var mixture = new GaussianMixtureVae(new() { Preset = "report", Clusters = 2, Hidden = [8], PriorHidden = [8], Latent = 2,
            Epochs = 150, Batch = 30, LearningRate = 5e-3, Seed = 1 });
        using var variational = new VariationalAutoEncoder(new() { Hidden = [8], Latent = 2, Epochs = 150, Batch = 30, LearningRate = 5e-3,
            Seed = 1 });
        using var plain = new AutoEncoder(new() { Hidden = [8], Latent = 2, Epochs = 150, Batch = 30, LearningRate = 5e-3, Seed = 1 });
        mixture.Fit(data);
        variational.Fit(data);
        plain.Fit(data);

        var text = new StringBuilder();
        Write("gmm-vae, from the prior", mixture.Sample(4, out var clusters, seed: 7));
        text.Append("clusters: ").AppendJoin(' ', clusters).Append('\n');
        foreach (var noise in Enum.GetValues<SampleNoise>())
            Write($"gmm-vae, every cluster, {noise}", mixture.SampleClusters(2, noise, seed: 7));
        Write("gmm-vae, sweep of cluster 1", mixture.SweepStyle(1, 2));
        Write("vae", variational.Sample(3, seed: 7));
        Write("autoencoder", plain.Sample(3, data, seed: 7));
        Write("probabilities", mixture.PredictProbabilities(new float[,] { { 10, 200, 3 }, { 40, 180, 9 } }));
        Snapshot.Verify(text.ToString());

        void Write(string title, Matrix matrix)
        {
            text.Append(title).Append('\n');
            for (var row = 0; row < matrix.Rows; row++)
                text.Append("  ").AppendJoin(' ',
                    matrix.Row(row).Select(value => value.ToString("R", CultureInfo.InvariantCulture))).Append('\n');
        }
    }

    [Fact]
    public void Pixels_of_a_grid_of_every_cluster() => VerifyPixels(new SampleRequest { Model = Images(), EveryCluster = true, Count = 5 });

    [Fact]
    public void Pixels_of_a_sweep() => VerifyPixels(new SampleRequest { Model = Images(), Cluster = 1, Sweep = 4 });

    private void VerifyPixels(SampleRequest request, [System.Runtime.CompilerServices.CallerMemberName] string method = "")
    {
        using var stream = new MemoryStream();
        SampleWriter.Picture(ModelFiles.Sample(request)).WritePng(stream);
        var (width, height, channels, pixels) = PngDecoder.Decode(stream.ToArray());
        Snapshot.VerifyPixels(width, height, channels, pixels, method: method);
    }

    /// <summary>A model of pictures of 6 x 6: upright and level bars.</summary>
    private string Images()
    {
        var pixels = new byte[120 * 36];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (image, row, column) = (i / 36, i / 6 % 6, i % 6);
            pixels[i] = (byte)((image % 2 == 0 ? row : column) == image / 2 % 6 ? 230 : 10);
        }

        using var model = new GaussianMixtureVae(new() { Preset = "report", Clusters = 2, Hidden = [16], PriorHidden = [8], Latent = 3,
            Epochs = 150, Batch = 30, LearningRate = 5e-3, Seed = 1 });
        model.Fit(Matrix.FromImages(pixels, 6, 6));
        var path = Path.Combine(folder, "model.safetensors");
        model.Save(path);
        return path;
    }

    private static float[,] Clouds()
    {
        var rows = new float[120, 3];
        for (var i = 0; i < 120; i++)
        {
            rows[i, 0] = (i % 2 * 30) + (i * 7 % 11);
            rows[i, 1] = 200 - (i % 2 * 20) + (i * 5 % 7);
            rows[i, 2] = i * 3 % 13;
        }

        return rows;
    }
}
