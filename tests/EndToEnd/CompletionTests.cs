namespace GmmVae.Tests.EndToEnd;

public class CompletionTests
{
    [Theory]
    [InlineData("pre", "predict")]
    [InlineData("sample run --noise ", "fresh shared shared-style")]
    [InlineData("sample run --sw", "--sweep")]
    [InlineData("train --model g", "gmm-vae")]
    [InlineData("train --preset cl", "clustering")]
    [InlineData("predict run --data li", "line")]
    public void A_shell_that_asks_is_told_what_may_come_next(string line, string words)
    {
        var told = Cli.Succeeds(Cli.Run($"[suggest:{line.Length}]", line));
        Assert.Equal(words.Split(' '), told.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
