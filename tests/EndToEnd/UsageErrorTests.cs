namespace GmmVae.Tests.EndToEnd;

public class UsageErrorTests
{
    [Theory]
    [InlineData("conquer", "conquer")]
    [InlineData("train --data line --clumps 3", "--clumps")]
    [InlineData("train --data line --model foo", "--model 'foo' autoencoder gmm-vae")]
    [InlineData("train --data line --preset foo", "--preset 'foo' report")]
    [InlineData("train --data line --likelihood foo", "--likelihood 'foo' bernoulli gaussian")]
    [InlineData("train --data line --hidden a,b", "--hidden 'a' 'b' 500,500")]
    [InlineData("train --data line --hidden 8,,8", "--hidden '' 500,500")]
    [InlineData("train --data line --hidden 8 --hidden 16", "--hidden")]
    [InlineData("train --data line --prior 0.5,0.5 --prior 0.1,0.9", "--prior")]
    [InlineData("train --data line --seed 1 --seed 2", "--seed")]
    [InlineData("train --data line --convolutions 16by5", "--convolutions '16by5' 16x5/2")]
    [InlineData("train --data line --convolutions 16x5/2", "--convolutions images")]
    [InlineData("train --data line --decoder-convolutions 16x5/2", "--decoder-convolutions images")]
    [InlineData("train --data line --decoder-hidden 0", "--decoder-hidden widths")]
    [InlineData("train --data line --threads 0", "--threads 256 0")]
    [InlineData("train --data line --threads x", "--threads 'x' number")]
    [InlineData("train --data line --rank-timeout 0", "--rank-timeout 10 seconds")]
    [InlineData("train --data line --rank-timeout x", "--rank-timeout 'x' number")]
    [InlineData("train --data line --seed -1", "--seed '-1' number")]
    [InlineData("train --data line --seed 1.5", "--seed '1.5' number")]
    [InlineData("train --data line --epochs 99999999999", "--epochs '99999999999' number")]
    [InlineData("train --data line --learning-rate 1,5", "--learning-rate '1,5' number")]
    [InlineData("train --data line --learning-rate NaN", "--learning-rate number")]
    [InlineData("train --data line --likelihood bernoulli", "--likelihood gaussian")]
    [InlineData("train --data line --epochs", "--epochs missing")]
    [InlineData("train", "--data missing line")]
    [InlineData("evaluate", "'evaluate' missing")]
    [InlineData("trian --data line", "'trian' Did you mean train?")]
    [InlineData("train --data line --cluster 3", "'--cluster' Did you mean --clusters")]
    public void A_wrong_command_line_is_refused_by_the_name_of_what_is_wrong(string line, string fragments)
    {
        using var folder = new TemporaryFolder();
        string[] arguments = line.StartsWith("train", StringComparison.Ordinal) && !line.EndsWith("--epochs", StringComparison.Ordinal)
            ? [.. line.Split(' '), "--out", "run"]
            : line.Split(' ');
        Cli.Refuses(Cli.Run(arguments, null, folder.Path), 2, fragments.Split(' '));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void No_command_at_all_is_refused_with_a_way_to_help() => Cli.Refuses(Cli.Run(), 2, "command", "--help");

    [Fact]
    public void All_wrong_values_are_named_at_once()
    {
        using var folder = new TemporaryFolder();
        var result = Cli.Run(
            ["train", "--preset", "report", "--data", "line", "--latent", "0", "--clusters", "1", "--epochs", "0", "--hidden", "0", "--threads", "0", "--out", "run"],
            null,
            folder.Path);
        Cli.Refuses(
            result,
                2, "--latent: must be", "--clusters: must be", "--epochs: must be", "--hidden: layer widths must be", "--threads: must be");
        Assert.Equal(5, result.Error.TrimEnd().Split('\n').Length);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
