using System.Globalization;
using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.FSharp.Core;
using Xunit.Abstractions;

namespace GmmVae.Tests;

/// <summary>
/// Runs a law. A failure prints the smallest counterexample found and a seed; setting the environment variable
/// GMMVAE_REPLAY to that seed starts with the failing case.
/// </summary>
internal static class Law
{
    internal const string ReplayVariable = "GMMVAE_REPLAY";

    private const BindingFlags Members =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.FlattenHierarchy;

    /// <summary>Holds the law that a method with a <see cref="LawAttribute"/> states.</summary>
    internal static void Hold(MethodInfo method, object? instance, Config config, string? replay, ITestOutputHelper output)
    {
        var law = method.GetCustomAttribute<LawAttribute>()!;
        var found = Hold(ForAll(LawCases.Of(method, law), [], values => Outcome(Call(method, instance, values))), config, replay);
        if (!config.QuietOnSuccess)
            output.WriteLine(found);
        if (law.AfterAll is { } name)
            Call(
                method.ReflectedType!.GetMethod(name, Members, [])
                    ?? throw new InvalidOperationException($"{method.ReflectedType} has no method {name}()."),
                instance, []);
    }

    /// <summary>Holds a property, starting with the case to replay; tells how many cases there were.</summary>
    internal static string Hold(Property property, Config config, string? replay)
    {
        var runner = new XunitRunner();
        if (!string.IsNullOrWhiteSpace(replay))
            config = config.WithReplay(FSharpOption<Replay>.Some(Parse(replay)));
        Check.One(config.WithRunner(runner), property);
        return runner.Result switch
        {
            TestResult.Failed failed => throw Failure(failed),
            TestResult.Exhausted exhausted => throw new PropertyFailedException(exhausted),
            var passed => Runner.onFinishedToString("", passed).Trim(),
        };
    }

    private static Property ForAll(ReadOnlyMemory<LawCases> cases, object?[] values, Func<object?[], Property> law) => cases.IsEmpty
        ? law(values)
        : cases.Span[0].ForAll(value => ForAll(cases[1..], [.. values, value], law));

    private static object? Call(MethodInfo method, object? instance, object?[] values) =>
        method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, values, CultureInfo.InvariantCulture);

    private static Property Outcome(object? result) => result switch
    {
        null => true.ToProperty(),
        bool holds => holds.ToProperty(),
        Property property => property,
        _ => throw new InvalidOperationException($"A law gives nothing, a bool or a Property, not a {result.GetType()}."),
    };

    private static PropertyFailedException Failure(TestResult.Failed failed)
    {
        var (data, original, smallest, outcome, first, last, size) =
            (failed.Item1, failed.Item2, failed.Item3, failed.Item4, failed.Item5, failed.Item6, failed.Item7);
        return new(
            $"Replay with {ReplayVariable}=\"{last.Seed},{last.Gamma},{size}\"\n"
                + Runner.onFailureToString("", data, original, smallest, first, last, size),
            outcome is Outcome.Failed { Item: var exception } ? exception : null);
    }

    private static Replay Parse(string replay)
    {
        var parts = replay.Trim('(', ')').Split(',', StringSplitOptions.TrimEntries);
        return new(
            new Rnd(ulong.Parse(parts[0], CultureInfo.InvariantCulture), ulong.Parse(parts[1], CultureInfo.InvariantCulture)),
            parts.Length > 2 ? FSharpOption<int>.Some(int.Parse(parts[2], CultureInfo.InvariantCulture)) : FSharpOption<int>.None);
    }
}
