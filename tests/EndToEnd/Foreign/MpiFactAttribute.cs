namespace GmmVae.Tests.EndToEnd;

/// <summary>A fact that needs Open MPI; skipped, visibly, where it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MpiFactAttribute : FactAttribute
{
    /// <summary>Skips the fact if mpirun is not on the path.</summary>
    public MpiFactAttribute()
    {
        if (!Array.Exists((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), folder =>
            File.Exists(Path.Combine(folder, "mpirun"))))
            Skip = "mpirun is not there: apt-get install openmpi-bin";
    }
}
