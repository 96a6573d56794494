#:project ../src/GmmVae.Report

// From a table to a web page: groups of customers, drawn as a map of latent codes and as a profile of each group.
// dotnet run -c Release samples/page.cs [PAGE.html]
using GmmVae;
using GmmVae.Report.Charts;

var table = Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "customers.csv");
var page = args is [var path] ? path : "customers.html";
var columns = File.ReadLines(table).First().Split(',');
var customers = Matrix.Load(table);

using var model = new GaussianMixtureVae(new() { Preset = "report", Clusters = 3, Hidden = [32], Seed = 1 });
model.Fit(customers);
var groups = model.Predict(customers);
string[] names = [.. Enumerable.Range(0, model.Clusters).Select(group => $"group {group}")];

// Columns differ in unit, so profiles show them in standard deviations from the mean of all customers.
var means = model.ClusterMeans();
var profiles = Matrix.FromRows(Enumerable.Range(0, model.Clusters).Select(group =>
    columns.Select((_, column) => (means[group, column] - Mean(column)) / Deviation(column)).ToArray()));

File.WriteAllText(page, $"""
    <!doctype html>
    <meta charset="utf-8">
    <title>Groups of customers</title>
    <h1>{customers.Rows} customers in {model.Clusters} groups</h1>
    {Chart.LatentSpace("Customers by group", model.Embed(customers), groups, names)}
    {Chart.Profiles(new("What is typical of each group", "standard deviations from the mean", "column"), profiles, columns, names)}
    """);
Console.WriteLine($"{page}: {string.Join(", ", groups.CountBy(group => group).OrderBy(one => one.Key).Select(one => $"group {one.Key} {one.Value}"))}");

double Mean(int column) => Enumerable.Range(0, customers.Rows).Average(row => (double)customers[row, column]);

double Deviation(int column) =>
    Math.Sqrt(Enumerable.Range(0, customers.Rows).Average(row => Math.Pow(customers[row, column] - Mean(column), 2)));
