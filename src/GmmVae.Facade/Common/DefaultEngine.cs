using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed;

namespace GmmVae;

/// <summary>What trains and runs models where nothing else is asked for: the one place that says so.</summary>
internal static class DefaultEngine
{
    internal static IEngine Instance => ManagedEngine.Instance;
}
