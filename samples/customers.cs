#:project ../src/GmmVae.Facade

// Finds groups of customers in a table without labels, and says what each group is like.
// dotnet run -c Release samples/customers.cs [TABLE.csv [GROUPS]]
using System.Globalization;
using GmmVae;

var table = args is [var path, ..] ? path : Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "customers.csv");
var groups = args is [_, var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 3;
var customers = Matrix.Load(table);
var columns = File.ReadLines(table).First().Split(',');

using var model = new GaussianMixtureVae(new() { Clusters = groups, Seed = 1 });
model.Fit(customers);
var clusters = model.Predict(customers);

Console.WriteLine($"{"group",8} {"rows",6} {string.Join(' ', columns.Select(column => $"{column,16}"))}");
for (var group = 0; group < groups; group++)
{
    var members = Enumerable.Range(0, customers.Rows).Where(row => clusters[row] == group).ToArray();
    var means = columns.Select((_, column) => members.Length == 0 ? 0 : members.Average(row => customers[row, column]));
    Console.WriteLine($"{group,8} {members.Length,6} {string.Join(' ', means.Select(mean => $"{mean,16:F2}"))}");
}

Console.WriteLine();
Console.WriteLine("The customers that the model is least sure of:");
var probabilities = model.PredictProbabilities(customers);
foreach (var row in Enumerable.Range(0, customers.Rows).OrderBy(row => probabilities.Row(row).Max()).Take(3))
    Console.WriteLine($"  row {row + 1}: {string.Join(", ", probabilities.Row(row).Select((share, group) => $"group {group} {share:P0}"))}");
