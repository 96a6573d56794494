namespace GmmVae.Tests.EndToEnd;

/// <summary>Streams that cannot be written: work goes on without standard error, and exit codes hold.</summary>
public class StreamTests
{
    public static TheoryData<string> Lost => ["2>/dev/full", "2>&-", "2>&- <&-"];

    [Theory]
    [MemberData(nameof(Lost))]
    public void A_training_whose_words_cannot_be_written_is_the_same_training(string redirection)
    {
        using var folder = new TemporaryFolder();
        var arguments = TinyRun.Arguments("gmm-vae", "line", folder["run"]);
        Assert.Equal(0, Run(redirection, [.. arguments, "--json"]).ExitCode);
        RunFiles.AssertSame(TinyRun.Of("gmm-vae", "line").Folder, folder["run"]);
        Assert.Equal(2, Run(redirection, arguments).ExitCode);
    }

    [Theory]
    [InlineData("inspect nosuch.csv", 4)]
    [InlineData("inspect RUN", 0)]
    [InlineData("nonsense", 2)]
    [InlineData("train", 2)]
    [InlineData("train --data line --hidden 0", 2)]
    [InlineData("predict RUN --data line --out p.csv", 0)]
    [InlineData("predict RUN --data RUN/summary.json --out p.csv", 3)]
    [InlineData("evaluate RUN", 0)]
    [InlineData("data list", 0)]
    public void An_exit_code_does_not_depend_on_standard_error(string command, int expected)
    {
        using var folder = new TemporaryFolder();
        var words = command.Replace("RUN", TinyRun.Of("gmm-vae", "line").Folder, StringComparison.Ordinal).Split(' ');
        Assert.Equal(expected, Cli.Run(words, null, folder.Path).ExitCode);
        foreach (var redirection in Lost)
            Assert.Equal(expected, Run(redirection, words, folder.Path).ExitCode);
    }

    [Theory]
    [InlineData(">/dev/full")]
    [InlineData(">&-")]
    public void A_result_that_cannot_be_written_is_told_of_and_what_was_trained_is_kept(string redirection)
    {
        using var folder = new TemporaryFolder();
        var result = Run(redirection, TinyRun.Arguments("gmm-vae", "line", folder["run"]));
        Assert.Equal(4, result.ExitCode);
        RunFiles.AssertSame(TinyRun.Of("gmm-vae", "line").Folder, folder["run"]);
        Assert.Equal(4, Run(redirection, ["inspect", folder["run"]]).ExitCode);
    }

    [Fact]
    public void Where_too_few_files_may_be_open_there_is_an_exit_code_and_no_crash()
    {
        foreach (var count in new[] { 40, 50, 60, 80 })
        {
            var result = Run($"; ulimit -n {count}", ["inspect", "nosuch.csv"]);
            Assert.True(result.ExitCode == 4, $"{count}: {result}");
        }
    }

    private static CliResult Run(string redirection, string[] arguments, string? folder = null)
    {
        var script = redirection.StartsWith(';') ? $"{redirection[1..]}; \"$@\"" : $"\"$@\" {redirection}";
        using var running = Cli.Start(arguments, null, folder, "sh", "-c", script, "sh");
        return running.WaitForExit();
    }
}
