namespace GmmVae.Tests.EndToEnd;

/// <summary>A run's steps made again are those of its log, and what is not is found.</summary>
public class VerifyTests
{
    [Theory]
    [InlineData("autoencoder")]
    [InlineData("vae")]
    [InlineData("gmm-vae")]
    public void The_bits_of_a_run_hold_for_a_slice_and_for_the_whole(string model)
    {
        var run = TinyRun.Of(model, "line").Folder;
        var slice = RunFiles.Parse(Cli.Succeeds(Cli.Run("verify", run, "--steps", "5", "--json")));
        Assert.Equal((true, 5), ((bool)slice["holds"]!, (int)slice["steps"]!));
        Assert.Null(slice["parametersAreSame"]);
        var whole = RunFiles.Parse(Cli.Succeeds(Cli.Run("verify", run, "--json", "--threads", "2")));
        Assert.Equal((true, TinyRun.Steps, true), ((bool)whole["holds"]!, (int)whole["steps"]!, (bool)whole["parametersAreSame"]!));
        Assert.Null(whole["firstDifference"]);
    }

    [Fact]
    public void A_digit_that_differs_is_found_and_the_exit_code_tells()
    {
        using var folder = new TemporaryFolder();
        folder.Copy(TinyRun.Of("vae", "line").Folder, "run");
        var lines = File.ReadAllLines(folder["run/steps.csv"]);
        var fields = lines[7].Split(',');
        fields[^1] = BitConverter.Int64BitsToDouble(
            BitConverter.DoubleToInt64Bits(double.Parse(fields[^1], System.Globalization.CultureInfo.InvariantCulture)) + 1)
            .ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        lines[7] = string.Join(',', fields);
        File.WriteAllLines(folder["run/steps.csv"], lines);
        var result = Cli.Run("verify", folder["run"], "--json");
        Assert.Equal(1, result.ExitCode);
        var found = RunFiles.Parse(result.Output);
        Assert.Equal((false, 7, 7), ((bool)found["holds"]!, (int)found["firstDifference"]!, (int)found["steps"]!));
        Assert.Equal(0, Cli.Run("verify", folder["run"], "--steps", "6").ExitCode);
    }

    [Fact]
    public void What_cannot_be_made_again_is_refused()
    {
        using var folder = new TemporaryFolder();
        var run = TinyRun.Of("vae", "line").Folder;
        Cli.Refuses(Cli.Run("verify", run, "--steps", "0"), 2, "--steps");
        Cli.Succeeds(Cli.Run(
            "train", "--model", "vae", "--data", "line", "--start-from", run, "--steps", "3", "--out", folder["tuned"]));
        Cli.Refuses(Cli.Run("verify", folder["tuned"]), 3, "another model");
        folder.Copy(run, "run");
        File.Delete(folder["run/steps.csv"]);
        Cli.Refuses(Cli.Run("verify", folder["run"]), 4, "steps.csv");
        File.WriteAllText(folder["run/steps.csv"], "epoch,step\n1,x\n");
        Cli.Refuses(Cli.Run("verify", folder["run"]), 3, "damaged");
    }
}
