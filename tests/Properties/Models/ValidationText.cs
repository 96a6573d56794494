using LanguageExt;

namespace GmmVae.Tests.Properties;

/// <summary>What a checked specification holds.</summary>
internal static class ValidationText
{
    /// <summary>The value, which must be valid.</summary>
    internal static T Valid<T>(this Validation<SpecError, T> checking) => checking.Match(
        value => value,
        errors => throw new InvalidOperationException(string.Join("; ", errors)));

    /// <summary>The errors in order; none if it is valid.</summary>
    internal static SpecError[] Errors<T>(this Validation<SpecError, T> checking) => 
        checking.Match<SpecError[]>(_ => [], errors => [.. errors]);

    /// <summary>The settings that errors are about, in order.</summary>
    internal static Setting[] Options<T>(this Validation<SpecError, T> checking) => [.. checking.Errors().Select(error => error.Setting)];
}
