namespace GmmVae.Tests.EndToEnd;

/// <summary>The choice of the engine in a tool that is built without libtorch.</summary>
public sealed class EngineOptionTests
{
    [Theory]
    [InlineData("train --data line --out run")]
    [InlineData("study --data line --seeds 0 --out run")]
    [InlineData("evaluate none")]
    [InlineData("predict none --data line --out p.csv")]
    [InlineData("embed none --data line --out p.npy")]
    [InlineData("score none --data line --out p.csv")]
    [InlineData("sample none --out p.csv")]
    public void Torch_is_refused_with_what_to_add_and_wrong_words_and_devices_by_their_names(string line)
    {
        using var folder = new TemporaryFolder();
        Refuses("--engine torch", "--engine: torch", "GmmVae.Torch", "TorchSharp-cpu", "-p:Torch=cpu");
        Refuses("--engine torch --device cuda", "--engine: torch", "GmmVae.Torch");
        Refuses("--device cuda", "--device: the managed engine", "--engine torch");
        Refuses("--engine tensor", "--engine: there is no 'tensor'", "managed, torch");
        Refuses("--device tpu", "--device: there is no 'tpu'", "cpu, cuda");
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));

        void Refuses(string options, params string[] fragments) =>
            Cli.Refuses(Cli.Run([.. line.Split(' '), .. options.Split(' ')], null, folder.Path), 2, fragments);
    }

    [Fact]
    public void A_run_goes_on_with_the_engine_that_it_began_with()
    {
        var (run, _) = TinyRun.Of("vae", "line");
        Cli.Refuses(Cli.Run("train", "--resume", run, "--engine", "managed"), 2, "--engine: --resume");
        Cli.Refuses(Cli.Run("train", "--resume", run, "--device", "cpu"), 2, "--device: --resume");
    }

    [Fact]
    public void The_files_of_a_run_and_what_is_said_of_it_name_the_engine()
    {
        var (run, output) = TinyRun.Of("vae", "line");
        string[] documents =
        [
            output, File.ReadAllText(Path.Combine(run, "run.json")), File.ReadAllText(Path.Combine(run, "summary.json")),
            Cli.Succeeds(Cli.Run("inspect", run, "--json")), Cli.Succeeds(Cli.Run("evaluate", run, "--json", "--engine", "managed")),
        ];
        Assert.All(documents.Select(RunFiles.Parse), document =>
            Assert.Equal(("managed", "cpu"), ((string)document["engine"]!, (string)document["device"]!)));
    }
}
