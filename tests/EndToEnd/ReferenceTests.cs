namespace GmmVae.Tests.EndToEnd;

public class ReferenceTests
{
    [Fact]
    public void The_documented_command_line_is_what_the_commands_say()
    {
        const string Renew = "dotnet run -c Release --project src/GmmVae.Cli -- reference > docs/cli.md";
        var said = Cli.Succeeds(Cli.Run("reference"));
        Assert.True(said == File.ReadAllText(Path.Combine(PackageTests.Root, "docs", "cli.md")).ReplaceLineEndings("\n"),
            $"docs/cli.md is not what the commands say. Renew it: {Renew}");
    }
}
