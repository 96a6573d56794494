using GmmVae.Domain.Models;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Training;
using LanguageExt;

namespace GmmVae;

/// <summary>The one exception that this library throws for failures a caller can expect; it carries every message.</summary>
public sealed class GmmVaeException : Exception
{
    /// <summary>Creates it from all that is wrong.</summary>
    public GmmVaeException(FailureKind kind, params IEnumerable<string> errors)
        : this(kind, [.. errors])
    {
    }

    private GmmVaeException(FailureKind kind, string[] errors)
        : base(string.Join(Environment.NewLine, errors)) => (Kind, Errors) = (kind, errors);

    /// <summary>What kind of failure it is.</summary>
    public FailureKind Kind { get; }

    /// <summary>Each thing that is wrong: what, where, and the cure.</summary>
    public IReadOnlyList<string> Errors { get; }
}

/// <summary>Why an operation could not be done.</summary>
public enum FailureKind
{
    /// <summary>The run itself failed: the training diverged, say.</summary>
    Run,

    /// <summary>Wrong options or an impossible model; also an output folder that must not be overwritten.</summary>
    Usage,

    /// <summary>Unusable data or model file.</summary>
    Data,

    /// <summary>Something cannot be read or written, or is in use.</summary>
    Access,
}

/// <summary>Turns expected failures, which are values inside the library, into its one exception.</summary>
internal static class Failures
{
    internal static T OrThrow<T>(this Either<DataError, T> result) => result.Match(
        value => value,
        error => throw new GmmVaeException(KindOf(error), error.Message));

    internal static T OrThrow<T>(this Either<RunFolderError, T> result) => result.Match(
        value => value,
        error => throw new GmmVaeException(
            error is RunFolderError.NotEmpty or RunFolderError.NothingToResume ? FailureKind.Usage : FailureKind.Access,
            error.Message));

    internal static T OrThrow<T>(this Validation<SpecError, T> result) => result.Match(
        value => value,
        errors => throw new GmmVaeException(FailureKind.Usage, errors.Distinct().Select(error => error.ToString())));

    internal static void ThrowIfSome(this Option<DataError> result) =>
        result.IfSome(error => throw new GmmVaeException(KindOf(error), error.Message));

    internal static void ThrowIfSome(this Option<TrainingFailure> result) =>
        result.IfSome(failure => throw new GmmVaeException(FailureKind.Run, failure.Message));

    /// <summary>What several ranks do together; that one of them is silent is a failure of the run.</summary>
    internal static T GuardSilentRanks<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (TimeoutException silence)
        {
            throw new GmmVaeException(
                FailureKind.Run, $"{silence.Message}\n  Go on from the last checkpoint with: gmmvae train --resume RUN; to wait longer: --rank-timeout SECONDS");
        }
    }

    /// <summary>A call that cannot be meant.</summary>
    internal static GmmVaeException Wrong(FormattableString message) => new(FailureKind.Usage, FormattableString.Invariant(message));

    private static FailureKind KindOf(DataError error) => error switch
    {
        DataError.UnknownSource => FailureKind.Usage,
        { IsAccess: true } => FailureKind.Access,
        _ => FailureKind.Data,
    };
}
