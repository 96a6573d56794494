using GmmVae.Domain;

namespace GmmVae.Report.Experiment;

/// <summary>What to reproduce, how thoroughly, and where to.</summary>
public sealed record ReproductionOptions
{
    /// <summary>The folder of the report; the runs are kept in its subfolder <c>runs</c>.</summary>
    public string OutputFolder { get; init; } = "reproduction";

    /// <summary>One seed, and a small model of drawn digits in MNIST's place: a minute or two instead of hours.</summary>
    public bool Quick { get; init; }

    /// <summary>The seeds whose runs decide claims, at most ten, each once; figures are those of the first. By default five,
    /// 0 to 4, and 0 alone where it is to be quick.</summary>
    public IReadOnlyList<ulong>? Seeds { get; init; }

    internal IReadOnlyList<ulong> AllSeeds => Seeds ?? (Quick ? [0] : [0, 1, 2, 3, 4]);

    /// <summary>The seed of the runs at hand.</summary>
    internal ulong Seed { get; init; }

    /// <summary>Whether runs of another size, seed or data that are in the folder are replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Where downloads are kept; MNIST is looked for in its subfolder <c>mnist</c>.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Threads that compute; by default the number of physical cores. Results do not depend on it.</summary>
    public int? Threads { get; init; }

    /// <summary>How the report writes down what a part is trained with; a setting without value is one that is switched on.</summary>
    internal Func<IEnumerable<(Setting Setting, string? Value)>, string> SettingsText { get; init; } = settings =>
        string.Join(", ", settings.Select(one => PropertyNames.Of(one.Setting) + (one.Value is null ? "" : $" = {one.Value}")));
}

/// <summary>How far a reproduction is.</summary>
/// <param name="Part">The part that this is about, from 1; several may be under way.</param>
/// <param name="Parts">All parts.</param>
/// <param name="Name">What the part does.</param>
/// <param name="IsReused">Whether it is finished already, from an earlier call.</param>
/// <param name="Training">How far its training is, for parts that train.</param>
public sealed record ReproductionProgress(int Part, int Parts, string Name, bool IsReused, TrainingProgress? Training);
