namespace GmmVae;

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
