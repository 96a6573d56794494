using BenchmarkDotNet.Running;
using GmmVae.Bench;

return args switch
{
    ["step", .. var rest] => StepCommand.Run(BenchOptions.Parse(rest)),
    ["parts", .. var rest] => PartsCommand.Run(BenchOptions.Parse(rest)),
    ["floor", .. var rest] => FloorCommand.Run(BenchOptions.Parse(rest)),
    ["products", .. var rest] => ProductsCommand.Run(BenchOptions.Parse(rest)),
    ["growth", .. var rest] => GrowthCommand.Run(BenchOptions.Parse(rest)),
    ["inference", .. var rest] => InferenceCommand.Run(BenchOptions.Parse(rest)),
    ["agree", .. var rest] => AgreeCommand.Run(BenchOptions.Parse(rest)),
    ["ranks", .. var rest] => RanksCommand.Run(BenchOptions.Parse(rest)),
    ["compare", .. var rest] => CompareCommand.Run(BenchOptions.Parse(rest)),
    ["cores"] => CoresCommand.Run(),
    ["data", .. var rest] => DataCommand.Run(rest),
    ["resident", .. var rest] => ResidentCommand.Run(rest),
    ["kernels", .. var rest] => Benchmarks(rest),
    _ => Help(),
};

static int Benchmarks(string[] rest)
{
    BenchmarkSwitcher.FromAssembly(typeof(KernelBenchmarks).Assembly).Run(
        [.. rest.Length == 0 ? ["--filter", "*"] : rest, "--artifacts", "artifacts/benchmarks"]);
    return 0;
}

static int Help()
{
    Console.Error.WriteLine(
        """
        step     times training steps       [--model gmm-vae|vae|autoencoder] [--preset report|clustering]
                                            [--phase candidates|start|main] [--batch 256] [--threads 1]
                                            [--steps 60] [--warm-up 200] [--no-batch-norm] [--raw FILE]
                                            under mpirun with all ranks together: [--reduce tree|fast]
        parts    times the step's instructions, with the options of step
        floor    the step beside what the machine could do at best, with the options of step
        products the speed of the step's matrix products, with the options of step   [--output FILE for peers/products.py]
        growth   how the step grows with the batch, the clusters, the code, the features, the rows   [--threads 1] [--plot FILE.svg]
        inference  Predict and Embed on 70,000 rows and on one   [--threads 1] [--no-batch-norm]
        agree    writes one step for peers/agree.py   --output FILE [--steps 60] [--threshold 1.5] [--oracle] and those of step
        ranks    sums over the ranks that mpirun started (bench/ranks.sh)   [--reduce tree|fast] [--steps 60]
                 --predict: many ranks from one, with the options of step   [--global-batch 4096] [--overlap 0] [--link MICROSECONDS,GBITS]
        compare  the step on both engines and as an eager TorchSharp program, in turns   with the options of step; all models, 1 and 2 threads
        cores    how far two cores are from each other, which decides what several threads gain
        data     makes a data set           small-digits, mixed-table or rows-500 --out FILE.csv; holes --out FILE.csv [--share 0.3];
                                            sorted --out FOLDER [--data mnist|digits]; many-digits --out FOLDER [--rows 10000000] [--parts 10]
        resident samples the memory of a command and what it reads   --every SECONDS COMMAND ...
        kernels  BenchmarkDotNet            [--filter PATTERN] and its other options
        """);
    return 2;
}
