namespace GmmVae.Tests.Snapshots;

/// <summary>A change of what users can call is always seen.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void Domain() => Snapshot.Verify(PublicApi.Write(typeof(Op).Assembly));

    [Fact]
    public void Engine() => Snapshot.Verify(PublicApi.Write(typeof(ParameterStore).Assembly));

    [Fact]
    public void Facade() => Snapshot.Verify(PublicApi.Write(typeof(GmmVaeException).Assembly));

    [Fact]
    public void Report() => Snapshot.Verify(PublicApi.Write(typeof(Chart).Assembly));
}
