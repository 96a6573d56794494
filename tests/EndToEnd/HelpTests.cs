namespace GmmVae.Tests.EndToEnd;

public class HelpTests
{
    [Theory]
    [InlineData("--help", "train evaluate predict embed score sample study reproduce export inspect --version")]
    [InlineData(
        "train --help",
        "--model --data --preset --clusters --latent --style --threshold --epochs --steps --batch --seed --threads --hidden --no-batch-norm --learning-rate --restarts --no-augmentation --start-epochs --views --cluster-weight --consistency-weight --clean-weight --entropy-weight --balance-weight --balance-hinge --agreement-weight --teacher --teacher-temperature --teacher-decay --label-weight --patience --validation-share --out --force --resume --start-from --checkpoint-every --reduce --rank-timeout --engine --device --json autoencoder vae gmm-vae")]
    [InlineData("evaluate --help", "RUN --data --samples --engine --device --json")]
    [InlineData("predict --help", "RUN --data --out --engine --device --json")]
    [InlineData("embed --help", "RUN --data --out --engine --device --json")]
    [InlineData("score --help", "RUN --data --out --samples --reference --engine --device --json")]
    [InlineData("sample --help", "RUN --out --cluster --count --noise --seed --sweep --means --representatives --interpolate --traverse --reach --engine --device --json shared shared-style fresh")]
    [InlineData("reproduce --help", "--quick --out --seeds --threads --json")]
    [InlineData("study --help", "--seeds --out --force --baselines --baseline-rows --threads --engine --device --json --model --data --epochs")]
    [InlineData("export --help", "RUN --format --out --force --histograms --data --json safetensors: onnx: projector: tensorboard: web:")]
    [InlineData("inspect --help", "RUN|FILE --json")]
    public void Help_lists_what_there_is(string line, string words)
    {
        var listed = Cli.Succeeds(Cli.Run(line.Split(' '))).Split([' ', ',', '<', '>', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        var all = listed.Concat(listed.SelectMany(word => word.Split('|'))).ToHashSet();
        Assert.All(words.Split(' '), word => Assert.Contains(word, all));
    }

    [Fact]
    public void Version_is_one_line_with_a_number()
    {
        var version = Cli.Succeeds(Cli.Run("--version"));
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\s*$", version);
    }
}
