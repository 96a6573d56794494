using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>The rows that baselines are fitted to, and those that they are scored on: rows of the test split that have a label.</summary>
internal sealed class BaselineRows
{
    /// <summary>Principal components that wide rows are reduced to.</summary>
    private const int Components = 16;

    private readonly Lazy<IReadOnlyList<BaselinePoints>> features;

    /// <param name="data">The data.</param>
    /// <param name="most">Training rows to fit to at most, drawn whatever the seed.</param>
    internal BaselineRows(DataSplits data, int most)
    {
        var drawn = RandomKey.FromSeed(Sources.DataSeed).Fold("baselines").Permutation(data.Train.Rows).Take(most).Order();
        (Fitted, Test) = (data.Train.Subset("baselines", [.. drawn]), data.Test.Labelled() ?? throw Unlabelled(data.Test.Name));
        features = new(() =>
        {
            var all = new BaselinePoints("features", Fitted.ToFilledArray(), Test.ToFilledArray(), Fitted.Features);
            return all.Dimensions <= Components ? [all] : [all, Reduced(all)];
        });
    }

    /// <summary>That there is nothing to score by.</summary>
    internal static GmmVaeException Unlabelled(string source) =>
        new(FailureKind.Usage, $"--baselines: no test row has a label to score them by\n  at {source}\n  Give data with labels, or leave --baselines out.");

    internal Dataset Fitted { get; }

    internal Dataset Test { get; }

    /// <summary>The preprocessed features, with the mean where a value is missing, and their principal components if there are many.</summary>
    internal IReadOnlyList<BaselinePoints> Features => features.Value;

    /// <summary>The principal components of points.</summary>
    internal BaselinePoints Reduced(BaselinePoints points)
    {
        var plane = PrincipalComponents.Fit(points.Fitted, Fitted.Rows, points.Dimensions, Components);
        return new BaselinePoints(
            FormattableString.Invariant($"{Components} principal components of {points.Name}"),
            Array.ConvertAll(plane.Project(points.Fitted, Fitted.Rows), value => (float)value),
            Array.ConvertAll(plane.Project(points.Test, Test.Rows), value => (float)value),
            Components);
    }

    /// <summary>The mean codes of a model.</summary>
    internal BaselinePoints Codes(string name, FittedModel model)
    {
        var latent = model.Model.Latent;
        return new BaselinePoints(name, Of(Fitted), Of(Test), latent);

        float[] Of(Dataset data)
        {
            using var rows = RowStream.Of(data);
            var codes = new float[checked(data.Rows * latent)];
            model.Read(rows, GraphNames.Code, (first, piece) => piece.CopyTo(codes.AsSpan((int)first * latent)));
            return codes;
        }
    }
}

/// <summary>Rows to fit to and rows to score, in one representation, each [rows, dimensions].</summary>
internal sealed record BaselinePoints(string Name, float[] Fitted, float[] Test, int Dimensions);
