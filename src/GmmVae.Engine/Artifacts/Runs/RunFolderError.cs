using GmmVae.Domain;

namespace GmmVae.Engine.Artifacts.Runs;

/// <summary>Why a run folder cannot be used: what, where, and the cure. A closed set of cases.</summary>
/// <remarks>Immutable; equality is by value.</remarks>
internal abstract record RunFolderError
{
    private protected RunFolderError(string path) => Path = path;

    /// <summary>The folder, or the file in it that is at fault.</summary>
    public string Path { get; }

    /// <summary>What is wrong: one sentence.</summary>
    public abstract string Problem { get; }

    /// <summary>What to do about it: one sentence.</summary>
    public abstract ErrorText Cure { get; }

    /// <summary>Problem, place and cure, a line each.</summary>
    public ErrorText Text => $"{PlainText.OneLine(Problem)}\n  at {PlainText.OneLine(Path)}\n  {Cure}";

    /// <summary>The text with settings under their own names.</summary>
    public string Message => Text.ToString();

    /// <summary>A new run was to go to a folder that holds something.</summary>
    public sealed record NotEmpty(string Folder) : RunFolderError(Folder)
    {
        /// <inheritdoc/>
        public override string Problem => "The output folder is not empty.";

        /// <inheritdoc/>
        public override ErrorText Cure =>
            $"Give another folder, {Setting.Force} to replace the run in it, or {Setting.Resume} to go on with that run.";
    }

    /// <summary>Another run writes to the folder.</summary>
    public sealed record InUse(string Folder) : RunFolderError(Folder)
    {
        /// <inheritdoc/>
        public override string Problem => "The folder is in use by another run.";

        /// <inheritdoc/>
        public override ErrorText Cure => $"Wait for that run to end, or give another folder.";
    }

    /// <summary>The folder cannot be made, read or written.</summary>
    public sealed record Inaccessible(string Place, string What, string Remedy) : RunFolderError(Place)
    {
        /// <inheritdoc/>
        public override string Problem => What;

        /// <inheritdoc/>
        public override ErrorText Cure => $"{Remedy}";
    }

    /// <summary>A run was to go on in a folder that holds no checkpoint.</summary>
    public sealed record NothingToResume(string Folder) : RunFolderError(Folder)
    {
        /// <inheritdoc/>
        public override string Problem => "There is no run to go on with: the folder holds no checkpoint.";

        /// <inheritdoc/>
        public override ErrorText Cure => $"Give the folder of a run that has saved one, or start a new run with {Setting.OutputFolder}.";
    }
}
