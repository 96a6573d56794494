namespace GmmVae.Engine;

/// <summary>Work that several threads do together, each its own share.</summary>
public interface IParallelWork
{
    /// <summary>Does one share; called once for each part of a run, by different threads at the same time or by one in
    /// turn.</summary>
    /// <param name="part">Which share, 0 ≤ part &lt; parts.</param>
    /// <param name="parts">Number of shares.</param>
    void Run(int part, int parts);
}
