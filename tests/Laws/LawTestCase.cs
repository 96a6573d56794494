using System.Reflection;
using FsCheck.Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace GmmVae.Tests;

/// <summary>
/// A law as xunit runs it: like a fact, but for the call of the method. Its settings are those of the attribute, as
/// <see cref="PropertyTestCase"/> reads them.
/// </summary>
public sealed class LawTestCase : PropertyTestCase
{
    /// <summary>For xunit, which restores test cases from text.</summary>
    public LawTestCase()
    {
    }

    public LawTestCase(IMessageSink messages, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(messages, display, options, method, null)
    {
    }

    /// <summary>The case to start with, "seed,gamma" or "seed,gamma,size"; empty for that of the attribute, if it has one.</summary>
    internal string? Replay { get; set; } = Environment.GetEnvironmentVariable(Law.ReplayVariable);

    public override Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink, IMessageBus messageBus, object[] constructorArguments, ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource) =>
        new CaseRunner(this, constructorArguments, messageBus, aggregator, cancellationTokenSource).RunAsync();

    private sealed class CaseRunner(
        LawTestCase law, object[] constructorArguments, IMessageBus bus, ExceptionAggregator aggregator,
        CancellationTokenSource cancellation)
        : XunitTestCaseRunner(law, law.DisplayName, law.SkipReason, constructorArguments, [], bus, aggregator, cancellation)
    {
        protected override XunitTestRunner CreateTestRunner(
            ITest test, IMessageBus messageBus, Type testClass, object[] constructorArguments, MethodInfo testMethod,
            object[] testMethodArguments, string skipReason, IReadOnlyList<BeforeAfterTestAttribute> beforeAfterAttributes,
            ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource) =>
            new TestRunner(
                test, messageBus, testClass, constructorArguments, testMethod, new object[testMethod.GetParameters().Length], skipReason,
                beforeAfterAttributes, aggregator, cancellationTokenSource);
    }

    private sealed class TestRunner(
        ITest test, IMessageBus bus, Type testClass, object[] constructorArguments, MethodInfo method, object[] arguments,
        string skipReason, IReadOnlyList<BeforeAfterTestAttribute> attributes, ExceptionAggregator aggregator,
        CancellationTokenSource cancellation)
        : XunitTestRunner(test, bus, testClass, constructorArguments, method, arguments, skipReason, attributes, aggregator, cancellation)
    {
        private readonly TestOutputHelper output = new();

        protected override async Task<Tuple<decimal, string>> InvokeTestAsync(ExceptionAggregator aggregator)
        {
            output.Initialize(MessageBus, Test);
            var (seconds, written) = await base.InvokeTestAsync(aggregator);
            written += output.Output;
            output.Uninitialize();
            return Tuple.Create(seconds, written);
        }

        protected override Task<decimal> InvokeTestMethodAsync(ExceptionAggregator aggregator) =>
            new Invoker(
                Test, MessageBus, TestClass, ConstructorArguments, TestMethod, TestMethodArguments, BeforeAfterAttributes, aggregator,
                CancellationTokenSource, output).RunAsync();
    }

    private sealed class Invoker(
        ITest test, IMessageBus bus, Type testClass, object[] constructorArguments, MethodInfo method, object[] arguments,
        IReadOnlyList<BeforeAfterTestAttribute> attributes, ExceptionAggregator aggregator, CancellationTokenSource cancellation,
        TestOutputHelper output)
        : XunitTestInvoker(test, bus, testClass, constructorArguments, method, arguments, attributes, aggregator, cancellation)
    {
        protected override object? CallTestMethod(object testClassInstance)
        {
            var law = (LawTestCase)TestCase;
            Law.Hold(TestMethod, testClassInstance, law.Init(output), law.Replay, output);
            return null;
        }
    }
}
