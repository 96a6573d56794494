#:project ../src/GmmVae.Facade

// Learns to draw digits without being told which digit is which, and draws some of each cluster as text.
// dotnet run -c Release samples/digits.cs [STEPS]
using System.Globalization;
using GmmVae;

const int Each = 4;
const int Side = 28;
const string Ink = " .:-=+*#%@";
var steps = args is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 1500;

using var model = new GaussianMixtureVae(new() { Preset = "report", Clusters = 10, Latent = 16, Hidden = [128], Steps = steps, Seed = 1 });
model.Fit("digits");
var rows = model.Predict("digits").CountBy(cluster => cluster).ToDictionary();

// The n-th samples of all clusters come from the same noise: what changes between them is the cluster.
var samples = model.SampleClusters(Each, SampleNoise.Shared, temperature: 0.7);
for (var cluster = 0; cluster < model.Clusters; cluster++)
{
    Console.WriteLine($"cluster {cluster}: {rows.GetValueOrDefault(cluster)} rows");
    for (var y = 0; y < Side && rows.ContainsKey(cluster); y += 2)
        Console.WriteLine(string.Join(' ',
            Enumerable.Range(cluster * Each, Each).Select(sample => Line(samples.Row(sample), y))).TrimEnd());
}

// Two lines of pixels as one line of text, since letters are about twice as high as wide.
static string Line(float[] pixels, int y) =>
    new([.. Enumerable.Range(y * Side, Side).Select(i => Shade((pixels[i] + pixels[i + Side]) / 2))]);

static char Shade(float level) => Ink[(int)Math.Clamp(level * Ink.Length, 0, Ink.Length - 1)];
