using GmmVae.Domain;
using GmmVae.Domain.Models;
using GmmVae.Engine.Artifacts.Checkpoints;
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
        : this(kind, errors.Select(error => (ErrorText)$"{error}"))
    {
    }

    /// <summary>Creates it from one thing that is wrong, which may speak of settings.</summary>
    internal GmmVaeException(FailureKind kind, ErrorText error)
        : this(kind, [error])
    {
    }

    internal GmmVaeException(FailureKind kind, IEnumerable<ErrorText> errors)
        : this(kind, errors.ToArray())
    {
    }

    private GmmVaeException(FailureKind kind, ErrorText[] texts)
        : base(Lines(texts, PropertyNames.Of)) =>
            (Kind, Texts, Errors) = (kind, texts, Array.ConvertAll(texts, text => text.InProperties()));

    /// <summary>What kind of failure it is.</summary>
    public FailureKind Kind { get; }

    /// <summary>Each thing that is wrong: what, where, and the cure. Settings have the names of their properties.</summary>
    public IReadOnlyList<string> Errors { get; }

    /// <summary>The errors with their settings as values, for those who call settings otherwise.</summary>
    internal IReadOnlyList<ErrorText> Texts { get; }

    /// <summary><see cref="Exception.Message"/> with settings under other names.</summary>
    internal string Render(Func<Setting, string> nameOf) => Lines(Texts, nameOf);

    private static string Lines(IEnumerable<ErrorText> texts, Func<Setting, string> nameOf) =>
        string.Join(Environment.NewLine, texts.Select(text => text.Render(nameOf)));
}

/// <summary>A training that was cancelled, with what to do to go on.</summary>
internal sealed class TrainingCancelledException(ErrorText text, CancellationToken cancellation)
    : OperationCanceledException(text.InProperties(), cancellation)
{
    internal ErrorText Text => text;
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
        error => throw new GmmVaeException(KindOf(error), error.Text));

    internal static T OrThrow<T>(this Either<RunFolderError, T> result) => result.Match(
        value => value,
        error => throw new GmmVaeException(
            error is RunFolderError.NotEmpty or RunFolderError.NothingToResume ? FailureKind.Usage : FailureKind.Access,
            error.Text));

    internal static T OrThrow<T>(this Validation<SpecError, T> result) => result.Match(
        value => value,
        errors => throw new GmmVaeException(FailureKind.Usage, errors.Distinct().Select(error => error.Text)));

    internal static void ThrowIfSome(this Option<DataError> result) =>
        result.IfSome(error => throw new GmmVaeException(KindOf(error), error.Text));

    internal static void ThrowIfSome(this Option<TrainingFailure> result) =>
        result.IfSome(failure => throw new GmmVaeException(FailureKind.Run, failure.Text));

    internal static void ThrowIfSome(this Option<RankConflict> result) =>
        result.IfSome(found => throw new GmmVaeException(found.IsCount ? FailureKind.Usage : FailureKind.Data, found.Text));

    /// <summary>What reads data while it works: a file of them that is cut meanwhile is unusable.</summary>
    internal static T GuardData<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DataFileException fault)
        {
            throw new GmmVaeException(KindOf(fault.Error), fault.Error.Text);
        }
    }

    /// <summary>The same of what several ranks do together; that one of them is silent is a failure of the run.</summary>
    internal static T GuardSilentRanks<T>(Func<T> work)
    {
        try
        {
            return GuardData(work);
        }
        catch (TimeoutException silence)
        {
            throw new GmmVaeException(
                FailureKind.Run,
                $"{silence.Message}\n  Go on from the last checkpoint with: {Setting.Resume} RUN; "
                + $"to wait longer, give {Setting.RankTimeout} more seconds");
        }
    }

    /// <summary>A call that cannot be meant.</summary>
    internal static GmmVaeException Wrong(FormattableString message) => new(FailureKind.Usage, FormattableString.Invariant(message));

    private static FailureKind KindOf(DataError error) => error switch
    {
        DataError.UnknownSource or DataError.BadSource or UnknownColumn or NoTable => FailureKind.Usage,
        { IsAccess: true } => FailureKind.Access,
        _ => FailureKind.Data,
    };
}

/// <summary>What users of the library call settings: the names of properties, most of which are the settings' own.</summary>
internal static class PropertyNames
{
    /// <summary>The text with the names of properties.</summary>
    internal static string InProperties(this ErrorText text) => text.Render(Of);

    internal static string Of(Setting setting) => setting switch
    {
        Setting.NoClusterPrior => "ClusterPriorTerm = false",
        Setting.NoBatchNorm => "BatchNorm = false",
        Setting.NoAugmentation => "Augmentation = false",
        Setting.MaximumGradientNorm => "Clip",
        Setting.ReconstructionWeight => "Reconstruction",
        Setting.ViewRotation => "RotationDegrees",
        Setting.ViewScale => "Scale",
        Setting.ViewShear => "Shear",
        Setting.ViewShift => "Shift",
        Setting.ViewElasticity => "ElasticPixels",
        Setting.ViewGrid => "ElasticGrid",
        Setting.ViewNoise => "Noise",
        Setting.ViewDropout => "Dropout",
        Setting.OutputFile => "Output",
        Setting.Resume => "Runs.Resume",
        Setting.RankTimeout => "MpiRankGroup.Join",
        _ => setting.ToString(),
    };
}
