#:project ../src/GmmVae.Facade

// Clusters embeddings, such as vectors of CLIP, DINO or a sentence model that numpy.save wrote, and shows typical rows of each cluster.
// dotnet run -c Release samples/embeddings.cs [EMBEDDINGS.npy [CLUSTERS]]
using System.Globalization;
using GmmVae;

var file = args is [var path, ..] ? path : Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "embeddings.npy");
var count = args is [_, var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 5;
var embeddings = Unit(Matrix.Load(file));

using var model = new GaussianMixtureVae(new() { Preset = "clustering", Clusters = count, Hidden = [64], Latent = 8, Seed = 1 });
model.Fit(embeddings);
var clusters = model.Predict(embeddings);
var typical = model.Representatives(embeddings, 3);

Console.WriteLine(FormattableString.Invariant($"{embeddings.Rows} rows of {embeddings.Columns} numbers"));
for (var cluster = 0; cluster < count; cluster++)
    Console.WriteLine($"cluster {cluster}: {clusters.Count(of => of == cluster),4} rows, typical rows {string.Join(", ", typical[cluster])}");

// Only the direction of an embedding has a meaning, so every row is scaled to length 1.
static Matrix Unit(Matrix rows) => Matrix.FromRows(Enumerable.Range(0, rows.Rows).Select(i =>
{
    var row = rows.Row(i);
    var length = Math.Sqrt(row.Sum(value => (double)value * value));
    return Array.ConvertAll(row, value => value / length);
}));
