namespace GmmVae.Tests.EndToEnd;

/// <summary>Results do not go over what they come from, nor over what a run keeps.</summary>
public class OutputFileTests
{
    private static readonly string Rows = string.Concat(Enumerable.Range(0, 40).Select(i => FormattableString.Invariant($"{i % 7}\n")));

    [Theory]
    [InlineData("predict RUN --data own.csv --out own.csv")]
    [InlineData("predict RUN --data own.csv --out ./x/../own.csv")]
    [InlineData("predict RUN --data own.csv --out link.csv")]
    [InlineData("embed RUN --data own.csv --out own.csv")]
    [InlineData("score RUN --data own.csv --out own.csv")]
    [InlineData("score RUN --data line --reference own.csv --out own.csv")]
    [InlineData("sample RUN --representatives 2 --data own.csv --out own.csv")]
    [InlineData("predict RUN --data own.csv --out RUN/steps.csv")]
    [InlineData("embed RUN --data own.csv --out RUN/steps.csv")]
    [InlineData("sample RUN --out RUN/steps.csv")]
    [InlineData("sample RUN --out RUN/figures/terms.svg")]
    [InlineData("export RUN --format safetensors --out RUN/checkpoint.safetensors --force")]
    [InlineData("train --data RUN/steps.csv --out RUN --force --steps 3")]
    [InlineData("train --data line --start-from RUN --out RUN --force --steps 3")]
    public void An_output_in_the_place_of_an_input_or_of_a_run_s_own_file_is_refused(string command)
    {
        using var folder = new TemporaryFolder();
        folder.Copy(TinyRun.Of("gmm-vae", "line").Folder, "run");
        File.WriteAllText(folder["own.csv"], Rows);
        File.CreateSymbolicLink(folder["link.csv"], folder["own.csv"]);
        var words = command.Replace("RUN", "run", StringComparison.Ordinal).Split(' ');
        Cli.Refuses(Cli.Run(words, null, folder.Path), 2, "--out");
        Assert.Equal(Rows, File.ReadAllText(folder["own.csv"]));
        RunFiles.AssertSame(TinyRun.Of("gmm-vae", "line").Folder, folder["run"]);
    }

    [Fact]
    public void Folders_that_are_missing_are_made()
    {
        using var folder = new TemporaryFolder();
        var run = TinyRun.Of("gmm-vae", "line").Folder;
        Cli.Succeeds(Cli.Run(["predict", run, "--data", "line", "--out", "new/folder/p.csv"], null, folder.Path));
        Assert.True(File.Exists(folder["new/folder/p.csv"]));
        File.WriteAllText(folder["file"], "");
        Cli.Refuses(Cli.Run(["predict", run, "--data", "line", "--out", "file/p.csv"], null, folder.Path), 4, "file/p.csv");
    }

    [Theory]
    [InlineData("predict RUN --data line --out p.csv")]
    [InlineData("sample RUN --out p.csv")]
    [InlineData("inspect RUN")]
    public void A_command_that_several_processes_would_each_do_is_refused(string command)
    {
        using var folder = new TemporaryFolder();
        var words = command.Replace("RUN", TinyRun.Of("gmm-vae", "line").Folder, StringComparison.Ordinal).Split(' ');
        Cli.Refuses(Cli.Run(words, [("OMPI_COMM_WORLD_SIZE", "2"), ("OMPI_COMM_WORLD_RANK", "0")], folder.Path), 2, "without mpirun");
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Another_file_in_a_run_s_folder_is_written_and_replaced()
    {
        using var folder = new TemporaryFolder();
        folder.Copy(TinyRun.Of("gmm-vae", "line").Folder, "run");
        for (var i = 0; i < 2; i++)
            Cli.Succeeds(Cli.Run(["predict", "run", "--data", "line", "--out", "run/mine.csv"], null, folder.Path));
    }
}
