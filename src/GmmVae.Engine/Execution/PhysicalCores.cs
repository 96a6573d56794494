namespace GmmVae.Engine;

/// <summary>The default number of threads.</summary>
public static class PhysicalCores
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
