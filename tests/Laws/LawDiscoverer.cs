using Xunit.Abstractions;
using Xunit.Sdk;

namespace GmmVae.Tests;

/// <summary>Finds the laws of a test class.</summary>
public sealed class LawDiscoverer(IMessageSink messages) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        [
            new LawTestCase(
                messages, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod),
        ];
}
