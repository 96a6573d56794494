#:project ../src/GmmVae.Facade

// Semi-supervised clustering: a few rows have a known class, which names the clusters and tells which groups belong together.
// dotnet run -c Release samples/labels.cs
using GmmVae;

const int Rows = 1200;
var draws = new Random(3);
var classes = Enumerable.Range(0, Rows).Select(_ => draws.Next(3)).ToArray();
var rows = Matrix.FromRows(classes.Select(Measure));

// One row in forty is labelled; -1 stands for "not known".
var known = classes.Select((of, row) => row % 40 == 0 ? of : -1).ToArray();
Console.WriteLine($"{known.Count(of => of >= 0)} of {Rows} rows have a label");
Print("without labels", Train(0));
Print("with labels", Train(20));

int[] Train(double labelWeight)
{
    using var model = new GaussianMixtureVae(new() { Clusters = 3, Latent = 4, Hidden = [32], LabelWeight = labelWeight, Seed = 2 });
    model.Fit(rows, known);
    return model.Predict(rows);
}

void Print(string name, int[] clusters)
{
    var right = clusters.Where((cluster, row) => known[row] < 0 && cluster == classes[row]).Count();
    Console.WriteLine($"{name,-15} cluster number = class in {(double)right / known.Count(of => of < 0):P0} of the other rows");
}

// Three overlapping classes in ten columns.
double[] Measure(int of) => [.. Enumerable.Range(0, 10).Select(column => (column % 3 == of ? 2.5 : 0) + Normal())];

double Normal() => Math.Sqrt(-2 * Math.Log(1 - draws.NextDouble())) * Math.Cos(Math.Tau * draws.NextDouble());
