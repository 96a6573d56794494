namespace GmmVae.Engine;

/// <summary>Brings what a model generates back to the units of its data.</summary>
public static class Units
{
    /// <summary>
    /// Undoes <paramref name="preprocessing"/> on whole rows, in place: standardised values become value · scale + offset.
    /// Grey levels stay in [0, 1], the units in which bytes are spoken of everywhere.
    /// </summary>
    public static void Restore(Preprocessing preprocessing, Span<float> values)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        if (preprocessing is Preprocessing.ByteScaling)
            return;
        var (offset, scale) = preprocessing.Coefficients();
        for (; offset.Length > 0 && !values.IsEmpty; values = values[offset.Length..])
            for (var f = 0; f < offset.Length; f++)
                values[f] = (values[f] * scale[f]) + offset[f];
    }
}
