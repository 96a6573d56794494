namespace GmmVae.Tests.EndToEnd;

public class DeterminismTests
{
    private const string LibraryWithoutFma = "glibc.cpu.hwcaps=-AVX2_Usable,-FMA_Usable,-AVX2,-FMA,-FMA4,-AVX512F";

    /// <summary>
    /// The parameters' hash of the tiny run on the line. It is the same on every machine; a change of it means that the
    /// numbers changed, which a commit has to explain.
    /// </summary>
    private static readonly Dictionary<string, string> Golden = new()
    {
        ["autoencoder"] = "5a51ba866657fdce4d0c4eaf9f02e123c392017e817db2e5398862d984d680b0",
        ["vae"] = "ea0073c8b58d82b525cab3270de0bb5814efd19178a1b170d1d442e0caa25ca9",
        ["gmm-vae"] = "08c4bfe131e7ce3b1788b7281b921e864a3d2e3967abe2199e703be0e5e5222a",
    };

    private static readonly Dictionary<string, (string[] Options, (string Name, string Value)[] Environment)> Circumstances = new()
    {
        ["one thread"] = (["--threads", "1"], []),
        ["two threads"] = (["--threads", "2"], []),
        ["three threads"] = (["--threads", "3"], []),
        ["eight threads"] = (["--threads", "8"], []),
        ["no AVX-512"] = ([], [("DOTNET_EnableAVX512", "0"), ("DOTNET_EnableAVX512F", "0")]),
        ["no AVX2"] = ([], [("DOTNET_EnableAVX2", "0")]),
        ["no vector instructions"] = ([], [("DOTNET_EnableHWIntrinsic", "0")]),
        ["another C library, language, time zone and folder"] = (
            [], [("GLIBC_TUNABLES", LibraryWithoutFma), ("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Pacific/Kiritimati")]),
    };

    public static TheoryData<string> Models { get; } = new(TinyRun.Models);

    public static TheoryData<string, string> ModelsInCircumstances { get; } = Cases.Each(TinyRun.Models, Circumstances.Keys);

    [Theory]
    [MemberData(nameof(ModelsInCircumstances))]
    public void A_run_has_the_same_bits_in_any_circumstances(string model, string circumstance)
    {
        using var folder = new TemporaryFolder();
        var (options, environment) = Circumstances[circumstance];
        Cli.Succeeds(Cli.Run([.. TinyRun.Arguments(model, "line", "run"), .. options], environment, folder.Path));
        RunFiles.AssertSame(TinyRun.Of(model, "line").Folder, folder["run"]);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Another_seed_gives_another_run(string model)
    {
        using var folder = new TemporaryFolder();
        Cli.Succeeds(Cli.Run([.. TinyRun.Arguments(model, "line", folder["run"]), "--seed", "1"]));
        Assert.NotEqual(RunFiles.Hash(TinyRun.Of(model, "line").Folder), RunFiles.Hash(folder["run"]));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_numbers_are_those_that_were_written_down(string model) =>
        Assert.Equal(Golden[model], RunFiles.Hash(TinyRun.Of(model, "line").Folder));
}
