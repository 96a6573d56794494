using GmmVae.Domain.Graphs;

namespace GmmVae.Engine.Engines;

/// <summary>How a range of independent outputs is dealt to workers.</summary>
internal static class Share
{
    /// <summary>
    /// The part <paramref name="part"/> of [0, <paramref name="length"/>): contiguous, cut at multiples of
    /// <paramref name="unit"/>, as even as that allows; the parts cover the range without overlap.
    /// </summary>
    public static (int Start, int End) Of(int length, int unit, int part, int parts)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(part);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(part, parts);
        long units = ((long)length + unit - 1) / unit;
        return ((int)Math.Min(length, units * part / parts * unit),
            (int)Math.Min(length, units * (part + 1) / parts * unit));
    }

    /// <summary>Everything for part 0, nothing for the others: for work too small to share.</summary>
    public static (int Start, int End) First(int length, int part) => (0, part == 0 ? length : 0);
}

/// <summary>The default number of threads.</summary>
internal static class PhysicalCores
{
    private const string Topology = "/sys/devices/system/cpu";

    /// <summary>Physical cores that the process may use; where the system does not tell, logical ones.</summary>
    public static int Count()
    {
        try
        {
            var cores = Directory.EnumerateDirectories(Topology, "cpu*")
                .Select(cpu => Path.Combine(cpu, "topology", "core_cpus_list"))
                .Where(File.Exists)
                .Select(File.ReadAllText)
                .Distinct()
                .Count();
            return cores == 0 ? Environment.ProcessorCount : Math.Min(cores, Environment.ProcessorCount);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Environment.ProcessorCount;
        }
    }
}
