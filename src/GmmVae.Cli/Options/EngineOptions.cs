using System.CommandLine;

namespace GmmVae.Cli.Options;

/// <summary>The options that choose what computes, and where.</summary>
internal sealed class EngineOptions
{
    private static readonly (string Name, ComputeEngine Kind)[] Engines =
        [("managed", ComputeEngine.Managed), ("torch", ComputeEngine.Torch)];

    private static readonly (string Name, ComputeDevice Kind)[] Devices = [("cpu", ComputeDevice.Cpu), ("cuda", ComputeDevice.Cuda)];

    private readonly Option<string> engine = Choice.Among("--engine", Engines,
        "What computes: managed, with the same bits everywhere, or torch, in a tool built with -p:Torch=cpu", "managed");

    private readonly Option<string> device = Choice.Among("--device", Devices,
        "Where the engine torch computes: on the processor, or on an NVIDIA GPU", "cpu");

    internal void AddTo(Command command)
    {
        command.Add(engine);
        command.Add(device);
    }

    internal ComputeEngine Engine(ParseResult parsed) => Choice.KindOf(Engines, parsed.GetValue(engine)!);

    internal ComputeDevice Device(ParseResult parsed) => Choice.KindOf(Devices, parsed.GetValue(device)!);
}
