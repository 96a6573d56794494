using GmmVae.Cli.Options;

namespace GmmVae.Tests.EndToEnd;

public class HelpTests
{
    [Theory]
    [InlineData("--help", "train evaluate predict embed score sample study reproduce export inspect --version")]
    [InlineData(
        "train --help all",
        "--model --data --preset --clusters --latent --style --threshold --epochs --steps --batch --seed --threads --hidden --no-batch-norm --learning-rate --restarts --no-augmentation --start-epochs --views --cluster-weight --consistency-weight --clean-weight --entropy-weight --balance-weight --balance-hinge --agreement-weight --teacher --teacher-temperature --teacher-decay --label-weight --patience --validation-share --out --force --resume --start-from --checkpoint-every --reduce --rank-timeout --engine --device --json autoencoder vae gmm-vae")]
    [InlineData(
        "train --help",
        "--data --missing --model --preset --clusters --latent --hidden --likelihood --epochs --batch --learning-rate --seed --threads --patience --label-weight --restarts --out --force --resume --json")]
    [InlineData("evaluate --help", "RUN --data --samples --engine --device --json")]
    [InlineData("predict --help", "RUN --data --out --engine --device --json")]
    [InlineData("embed --help", "RUN --data --out --engine --device --json")]
    [InlineData("score --help", "RUN --data --out --samples --reference --engine --device --json")]
    [InlineData("sample --help", "RUN --out --cluster --count --noise --seed --sweep --means --representatives --interpolate --traverse --reach --engine --device --json shared shared-style fresh")]
    [InlineData("reproduce --help", "--quick --out --seeds --threads --json")]
    [InlineData("study --help all", "--seeds --out --force --baselines --baseline-rows --threads --engine --device --json --model --data --epochs")]
    [InlineData("export --help", "RUN --format --out --force --histograms --data --json safetensors: onnx: projector: tensorboard: web:")]
    [InlineData("inspect --help", "RUN|FILE --json")]
    public void Help_lists_what_there_is(string line, string words)
    {
        var listed = Cli.Succeeds(Cli.Run(line.Split(' '))).Split([' ', ',', '<', '>', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        var all = listed.Concat(listed.SelectMany(word => word.Split('|'))).ToHashSet();
        Assert.All(words.Split(' '), word => Assert.Contains(word, all));
    }

    [Fact]
    public void Help_of_a_training_lists_twenty_options_in_groups_and_all_of_them_when_asked()
    {
        var (some, all) = (Cli.Succeeds(Cli.Run("train", "--help")), Cli.Succeeds(Cli.Run("train", "--help", "all")));
        Assert.Equal(20, Options(some));
        Assert.Equal(["Data:", "Model:", "Training:", "Clustering:", "Output:", "Distributed:"], Titles(some));
        Assert.Equal(Titles(some), Titles(all));
        var train = (GroupedCommand)CommandTree.Build().Subcommands.Single(command => command.Name == "train");
        Assert.Equal(train.Options.Count(option => !option.Hidden), Options(all));
        Assert.Contains($"gmmvae train --help all lists all {Options(all)} options.", some, StringComparison.Ordinal);

        static int Options(string help) => help.Split('\n').Count(line => line.StartsWith("  --", StringComparison.Ordinal));
        static IEnumerable<string> Titles(string help) => help.Split('\n').Where(line => line.EndsWith(':') && line[0] != ' ');
    }

    [Theory]
    [InlineData(60)]
    [InlineData(79)]
    [InlineData(199)]
    public void Help_fits_the_terminal(int width)
    {
        var root = CommandTree.Build();
        foreach (var command in root.Subcommands)
            Assert.All(HelpText.Of(command, isAll: true, width).Split('\n').Where(line => !line.StartsWith("  --", StringComparison.Ordinal)
                && !line.StartsWith("Usage:", StringComparison.Ordinal) && !line.StartsWith(command.Description!, StringComparison.Ordinal)),
                line => Assert.InRange(line.Length, 0, width));
    }

    [Fact]
    public void Version_is_one_line_with_a_number()
    {
        var version = Cli.Succeeds(Cli.Run("--version"));
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\s*$", version);
    }
}
