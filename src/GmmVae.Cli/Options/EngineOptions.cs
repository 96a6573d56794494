using System.CommandLine;

namespace GmmVae.Cli.Options;

/// <summary>The options that choose what computes, and where.</summary>
internal sealed class EngineOptions
{
    private static readonly (string Name, ComputeEngine Kind)[] Engines =
        [("managed", ComputeEngine.Managed), ("torch", ComputeEngine.Torch)];

    private static readonly (string Name, ComputeDevice Kind)[] Devices = [("cpu", ComputeDevice.Cpu), ("cuda", ComputeDevice.Cuda)];

    private readonly Option<string> engine = Choice.Among("--engine", Engines,
        "The engine that computes: managed, with the same bits on every machine, or torch, in a tool built with -p:Torch=cpu", "managed");

    private readonly Option<string> device = Choice.Among("--device", Devices,
        "Where the engine torch computes: on the CPU, or on an NVIDIA GPU", "cpu");

    internal void AddTo(Command command)
    {
        if (command is GroupedCommand grouped)
        {
            grouped.Add(OptionGroup.Distributed, engine, device);
            return;
        }

        command.Add(engine);
        command.Add(device);
    }

    internal ComputeEngine Engine(ParseResult parsed) => Choice.KindOf(Engines, parsed.GetValue(engine)!);

    internal ComputeDevice Device(ParseResult parsed) => Choice.KindOf(Devices, parsed.GetValue(device)!);
}
