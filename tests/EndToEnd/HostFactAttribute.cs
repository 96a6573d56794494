using System.ComponentModel;
using System.Diagnostics;

namespace GmmVae.Tests.EndToEnd;

/// <summary>A test on several hosts that this machine makes of network namespaces (tests/hosts): skipped, visibly, where that cannot be
/// done.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HostFactAttribute : FactAttribute
{
    private const string Probe = "command -v mpirun && unshare --map-root-user --net --mount --uts --pid --fork --mount-proc ip link add probe type bridge";

    /// <summary>Skips the fact if Open MPI or iproute2 is missing or namespaces are not allowed.</summary>
    /// <param name="isLong">Whether it takes minutes, and is run only where GMMVAE_LONG is more than 1.</param>
    public HostFactAttribute(bool isLong = false)
    {
        if (!CanMakeHosts())
            Skip = "Hosts cannot be made here: this takes Linux, root or user namespaces, and apt-get install openmpi-bin iproute2";
        else if (isLong)
            Skip = new LongFactAttribute().Skip;
    }

    private static bool CanMakeHosts()
    {
        try
        {
            using var probe = Process.Start(new ProcessStartInfo("sh", ["-c", Probe]) { RedirectStandardOutput = true,
                RedirectStandardError = true })!;
            probe.WaitForExit();
            return probe.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
