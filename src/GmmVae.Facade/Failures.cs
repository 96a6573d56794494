using GmmVae.Domain;
using GmmVae.Engine;
using LanguageExt;

namespace GmmVae;

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

    /// <summary>What ranks do together; that one of them is silent is a failure of the run.</summary>
    internal static T Together<T>(Func<T> work)
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

    private static FailureKind KindOf(DataError error) => error switch
    {
        DataError.UnknownSource => FailureKind.Usage,
        { IsAccess: true } => FailureKind.Access,
        _ => FailureKind.Data,
    };
}
