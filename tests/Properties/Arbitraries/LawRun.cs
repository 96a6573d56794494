using Xunit.Abstractions;
using Xunit.Sdk;

namespace GmmVae.Tests.Properties;

/// <summary>Runs a law of a class that is no test class, as xunit runs those of test classes.</summary>
internal static class LawRun
{
    /// <summary>The message of the law's test once it has run.</summary>
    public static async Task<ITestResultMessage> Of<T>(string law, string? replay = null)
    {
        var assembly = new TestAssembly(Reflector.Wrap(typeof(T).Assembly));
        var methods = new TestClass(new TestCollection(assembly, null, "laws"), Reflector.Wrap(typeof(T)));
        var method = new TestMethod(methods, Reflector.Wrap(typeof(T).GetMethod(law)));
        var nothing = new NullMessageSink();
        var test = (LawTestCase)Assert.Single(new LawDiscoverer(nothing).Discover(new NoOptions(), method, null!));
        test.Replay = replay;
        using var messages = new Messages();
        using var cancellation = new CancellationTokenSource();
        await test.RunAsync(nothing, messages, [], new ExceptionAggregator(), cancellation);
        return Assert.Single(messages.Results);
    }

    private sealed class NoOptions : ITestFrameworkDiscoveryOptions
    {
        public TValue GetValue<TValue>(string name) => default!;

        public void SetValue<TValue>(string name, TValue value) => throw new NotSupportedException();
    }

    private sealed class Messages : IMessageBus
    {
        public List<ITestResultMessage> Results { get; } = [];

        public bool QueueMessage(IMessageSinkMessage message)
        {
            if (message is ITestResultMessage result)
                Results.Add(result);
            return true;
        }

        public void Dispose()
        {
        }
    }
}
