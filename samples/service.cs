#:sdk Microsoft.NET.Sdk.Web
#:property RunAnalyzers=false
#:project ../src/GmmVae.Facade

// Serves a trained model with ASP.NET Core: POST rows as JSON to /clusters, get the cluster probabilities of each row.
// dotnet run -c Release samples/service.cs [MODEL]      a run folder or a saved file; without one it trains, asks itself and ends
using GmmVae;

const string Address = "http://127.0.0.1:5099";
using var model = args is [var path] ? GaussianMixtureVae.Load(path) : Train();
var builder = WebApplication.CreateBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
await using var app = builder.Build();
app.Urls.Add(Address);

app.MapPost("/clusters", Clusters);

if (args.Length > 0)
{
    await app.RunAsync();
    return;
}

await app.StartAsync();
using var client = new HttpClient();
foreach (var rows in new double[][][] { [[1.9, 20, 0.7, 4]], [[1, 2]] })
{
    using var answer = await client.PostAsJsonAsync($"{Address}/clusters", rows);
    Console.WriteLine($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
}

// Any number of requests may use one model at the same time.
IResult Clusters(double[][] rows)
{
    try
    {
        var probabilities = model.PredictProbabilities(rows);
        return Results.Ok(Enumerable.Range(0, rows.Length).Select(probabilities.Row));
    }
    catch (GmmVaeException wrong)
    {
        return Results.BadRequest(wrong.Errors);
    }
}

static GaussianMixtureVae Train()
{
    var model = new GaussianMixtureVae(new() { Clusters = 3, Seed = 1 });
    model.Fit(Matrix.Load(Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "customers.csv")));
    return model;
}
