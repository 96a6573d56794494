using GmmVae.Domain.Models;
using GmmVae.Engine.Data;

namespace GmmVae;

/// <summary>Observations along paths through the space of codes: what estimators and commands decode.</summary>
internal static class CodePaths
{
    private const int MostSteps = 1000;

    /// <summary>Expected observations given codes, in the units of the data.</summary>
    internal static Matrix Decode(FittedModel model, ReadOnlySpan<float> codes)
    {
        if ((long)codes.Length / model.Model.Latent * model.Model.Features > Array.MaxLength)
            throw Wrong($"{codes.Length / model.Model.Latent} observations of {model.Model.Features} values are more than one array holds; decode fewer.");
        var values = model.Decode(codes);
        Units.Restore(model.Header.Preprocessing, values);
        return Matrix.Of(values, model.Model.Features, model.Header.Image.ToNullable());
    }

    /// <summary>From the code of each row of one set straight to that of the same row of another, [rows · steps, features].</summary>
    internal static Matrix Between(FittedModel model, RowStream from, RowStream to, int steps)
    {
        RequireSteps(steps, least: 2);
        var (first, last) = (model.Read(from, GraphNames.Code), model.Read(to, GraphNames.Code));
        if (first.Rows != last.Rows)
            throw Wrong($"There are {first.Rows} rows to start from and {last.Rows} to end at; give as many of each.");
        return Decode(model, Line(first, last, steps));
    }

    /// <summary>The code of each row with one dimension after the other moved, [rows · latent · steps, features].</summary>
    internal static Matrix Around(FittedModel model, RowStream rows, int steps, double reach)
    {
        RequireSteps(steps, least: 1);
        if (!(reach > 0 && double.IsFinite(reach)))
            throw Wrong($"The reach of a traversal is a number above 0, not {reach}.");
        var centres = model.Read(rows, GraphNames.Code);
        var latent = model.Model.Latent;
        var codes = new float[Length((long)centres.Rows * latent * steps, latent)];
        for (var i = 0; i < codes.Length / latent; i++)
        {
            var (step, dimension, row) = (i % steps, i / steps % latent, i / steps / latent);
            var code = codes.AsSpan(i * latent, latent);
            centres.Row(row).CopyTo(code);
            code[dimension] += (float)(steps == 1 ? 0 : reach * ((2.0 * step / (steps - 1)) - 1));
        }

        return Decode(model, codes);
    }

    private static float[] Line(Matrix first, Matrix last, int steps)
    {
        var latent = first.Columns;
        var codes = new float[Length((long)first.Rows * steps, latent)];
        for (var i = 0; i < codes.Length / latent; i++)
        {
            var share = i % steps / (double)(steps - 1);
            var (start, end) = (first.Row(i / steps), last.Row(i / steps));
            for (var d = 0; d < latent; d++)
                codes[(i * latent) + d] = (float)(((1 - share) * start[d]) + (share * end[d]));
        }

        return codes;
    }

    private static int Length(long codes, int latent) => codes * latent <= Array.MaxLength
        ? (int)codes * latent
        : throw Wrong($"{codes} codes are more than one array holds; give fewer rows or steps.");

    private static void RequireSteps(int steps, int least)
    {
        if (steps < least || steps > MostSteps)
            throw Wrong($"A path has {least} to {MostSteps} steps, not {steps}.");
    }

    private static GmmVaeException Wrong(FormattableString message) => new(FailureKind.Usage, FormattableString.Invariant(message));
}
