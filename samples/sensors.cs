#:project ../src/GmmVae.Facade

// Learns what the signals of a healthy sensor look like, and raises an alarm for those that are unlike them.
// dotnet run -c Release samples/sensors.cs
using GmmVae;

const int Points = 64;
var draws = new Random(7);
using var model = new GaussianMixtureVae(new() { Preset = "report", Clusters = 3, Hidden = [64], Latent = 6, Epochs = 40, Seed = 1 });
model.Fit(Matrix.FromRows(Enumerable.Range(0, 2000).Select(_ => Healthy())));

// The negative ELBO in nats: high for rows that the model finds unlikely. One healthy row in a hundred may be over the limit.
var usual = model.Score(Matrix.FromRows(Enumerable.Range(0, 1000).Select(_ => Healthy()))).Order().ToArray();
var limit = usual[990];
Console.WriteLine($"limit {limit:F1} nats: 99 % of healthy signals are below, half of them below {usual[500]:F1}");

foreach (var (name, signals) in new[]
{
    ("healthy", Many(Healthy)),
    ("spike", Many(() => Changed((signal, at) => signal[at] += 4))),
    ("dropout", Many(() => Changed((signal, at) => signal.AsSpan(at, 12).Clear()))),
    ("stuck", Many(() => Changed((signal, at) => signal.AsSpan(at).Fill(signal[at])))),
    ("noisy", Many(() => Array.ConvertAll(Healthy(), value => value + (0.4 * Normal())))),
})
{
    var scores = model.Score(Matrix.FromRows(signals)).Order().ToArray();
    Console.WriteLine($"{name,8}: median {scores[scores.Length / 2],7:F1} nats, {scores.Count(score => score > limit),3} alarms in {scores.Length}");
}

double[][] Many(Func<double[]> make) => [.. Enumerable.Range(0, 100).Select(_ => make())];

// One of three machines: each turns at a speed of its own, at any phase, with a little noise.
double[] Healthy()
{
    var (turns, phase) = (2 + draws.Next(3), draws.NextDouble() * Math.Tau);
    return [.. Enumerable.Range(0, Points).Select(i => Math.Sin((Math.Tau * turns * i / Points) + phase) + (0.1 * Normal()))];
}

double[] Changed(Action<double[], int> change)
{
    var signal = Healthy();
    change(signal, draws.Next(8, 40));
    return signal;
}

double Normal() => Math.Sqrt(-2 * Math.Log(1 - draws.NextDouble())) * Math.Cos(Math.Tau * draws.NextDouble());
