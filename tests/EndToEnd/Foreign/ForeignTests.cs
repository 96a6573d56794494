namespace GmmVae.Tests.EndToEnd;

/// <summary>The tests that share trained models for foreign readers; the models' folder goes when all have run.</summary>
[CollectionDefinition(Name)]
public sealed class ForeignTests : ICollectionFixture<ForeignTests.Models>
{
    internal const string Name = "foreign readers";

    public sealed class Models : IDisposable
    {
        public void Dispose() => ForeignModel.RemoveAll();
    }
}
