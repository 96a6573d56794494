using LanguageExt;

namespace GmmVae.Tests.Properties;

public sealed class DataSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static DataError Error<T>(Either<DataError, T> result) =>
        result.Match(Right: _ => throw new Xunit.Sdk.XunitException("Accepted."), Left: e => e);

    private static T Value<T>(Either<DataError, T> result) =>
        result.Match(Right: v => v, Left: e => throw new Xunit.Sdk.XunitException(e.Message));

    [Fact]
    public void Generated_sources_are_opened_by_name_and_seed()
    {
        Assert.Equal(LineData.Generate(4).Test.Fingerprint, Value(DataSource.Open("line", 4, null)).Test.Fingerprint);
        Assert.Equal(SignalData.Generate(5).Test.Fingerprint, Value(DataSource.Open("signals", 5, null)).Test.Fingerprint);
        Assert.Equal(DigitData.Generate(6).Test.Fingerprint, Value(DataSource.Open("digits", 6, null)).Test.Fingerprint);
    }

    [Fact]
    public void Missing_MNIST_names_the_files_and_the_cure()
    {
        var missing = Assert.IsType<DataError.MissingFiles>(Error(DataSource.Open("mnist", 0, _folder.Path, mirrors: default)));
        Assert.Equal(4, missing.Names.Count);
        Assert.Contains("train-images-idx3-ubyte", missing.Message, StringComparison.Ordinal);
        foreach (var word in new[] { "GMMVAE_DATA", "digits, line and signals" })
            Assert.Contains(word, missing.Message, StringComparison.Ordinal);
        Assert.True(missing.IsAccess);
    }

    [Fact]
    public void Unknown_names_missing_paths_and_foreign_files_are_told_apart()
    {
        var unknown = Assert.IsType<DataError.UnknownSource>(Error(DataSource.Open("minst", 0, null)));
        Assert.All(DataSource.Known, k => Assert.Contains(k.Name, unknown.Message, StringComparison.Ordinal));
        Assert.False(unknown.IsAccess);
        Assert.True(Error(DataSource.Open(Path.Combine(_folder.Path, "none"), 0, null)).IsAccess);
        Assert.True(Error(DataSource.Open("none.csv", 0, null)).IsAccess);
        Assert.IsType<DataError.MissingFiles>(Error(DataSource.Open(_folder.Path, 0, null)));
        var file = _folder.Write("picture", [1, 2, 3]);
        Assert.False(Assert.IsType<DataError.Malformed>(Error(DataSource.Open(file, 0, null))).IsAccess);
    }

    [Fact]
    public void Every_message_has_one_to_three_lines()
    {
        foreach (var source in new[] { "minst", "none.csv", _folder.Path, _folder.Write("picture", []) })
            Assert.InRange(Error(DataSource.Open(source, 0, null)).Message.Split('\n').Length, 1, 3);
    }
}
