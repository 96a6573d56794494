namespace GmmVae.Engine;

/// <summary>That a unit reads a value.</summary>
/// <param name="Root">The value.</param>
/// <param name="IsInPlace">Whether it reads element i only to compute element i.</param>
internal readonly record struct Read(int Root, bool IsInPlace);
