using GmmVae.Domain.Models;
using GmmVae.Engine.Data;
using GmmVae.Engine.Inference;

namespace GmmVae;

/// <summary>Observations along paths through the space of codes: what estimators and commands decode.</summary>
internal static class PathDecoding
{
    private const int MostSteps = 1000;

    /// <summary>Expected observations given codes, in the units of the data.</summary>
    internal static Matrix Decode(FittedModel model, ReadOnlySpan<float> codes)
    {
        if ((long)codes.Length / model.Model.Latent * model.Model.Features > Array.MaxLength)
            throw Failures.Wrong($"{codes.Length / model.Model.Latent} observations of {model.Model.Features} values are more than one array holds; decode fewer.");
        var values = model.Decode(codes);
        return Matrix.InUnits(model.Header, values);
    }

    /// <summary>From the code of each row of one set straight to that of the same row of another, [rows · steps, features].</summary>
    internal static Matrix Between(FittedModel model, RowStream from, RowStream to, int steps)
    {
        RequireSteps(steps, least: 2);
        var (first, last) = (model.Read(from, GraphNames.Code), model.Read(to, GraphNames.Code));
        if (first.Rows != last.Rows)
            throw Failures.Wrong($"There are {first.Rows} rows to start from and {last.Rows} to end at; give as many of each.");
        RequireRoom((long)first.Rows * steps, model.Model.Latent);
        return Decode(model, CodePaths.Between(first.ToArray(), last.ToArray(), model.Model.Latent, steps));
    }

    /// <summary>The code of each row with one dimension after the other moved, [rows · latent · steps, features].</summary>
    internal static Matrix Around(FittedModel model, RowStream rows, int steps, double reach)
    {
        RequireSteps(steps, least: 1);
        if (!(reach > 0 && double.IsFinite(reach)))
            throw Failures.Wrong($"The reach of a traversal is a number above 0, not {reach}.");
        var centres = model.Read(rows, GraphNames.Code);
        RequireRoom((long)centres.Rows * model.Model.Latent * steps, model.Model.Latent);
        return Decode(model, CodePaths.Around(centres.ToArray(), model.Model.Latent, steps, reach));
    }

    private static void RequireRoom(long codes, int latent)
    {
        if (codes * latent > Array.MaxLength)
            throw Failures.Wrong($"{codes} codes are more than one array holds; give fewer rows or steps.");
    }

    private static void RequireSteps(int steps, int least)
    {
        if (steps < least || steps > MostSteps)
            throw Failures.Wrong($"A path has {least} to {MostSteps} steps, not {steps}.");
    }
}
