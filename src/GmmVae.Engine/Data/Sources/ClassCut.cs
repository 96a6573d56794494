using System.Globalization;
using GmmVae.Domain.Numerics;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Data.Sources;

/// <summary>
/// Classes cut down to a share of their rows, training and test split alike, so that anyone can repeat what was measured on uneven data:
/// <c>mnist?4=0.2,7=0.05</c>. Which rows stay depends on the class, the split's rows in order and the share alone; those of a smaller
/// share are among those of a larger one.
/// </summary>
internal sealed record ClassCut
{
    /// <summary>How a cut is written, after the source that it is of.</summary>
    public const string Form = "?CLASS=SHARE,CLASS=SHARE,...";

    /// <summary>Stands for every class that is not named.</summary>
    private const string Others = "*";

    private readonly string source;
    private readonly Arr<(string Class, double Share)> shares;

    private ClassCut(string source, Arr<(string Class, double Share)> shares) => (this.source, this.shares) = (source, shares);

    /// <summary>The source without its cut, and the cut with its question mark: empty where there is none. What follows the last question
    /// mark is a cut if it has an equals sign and no slash.</summary>
    public static (string Plain, string Cut) Divide(string source)
    {
        var at = source.LastIndexOf('?');
        var isCut = at > 0 && source.IndexOf('=', at) > 0 && source.AsSpan(at).IndexOfAny('/', '\\') < 0;
        return isCut ? (source[..at], source[at..]) : (source, "");
    }

    /// <summary>The cut that a source ends with, or what is wrong with it.</summary>
    /// <param name="source">The source with its cut, for errors.</param>
    /// <param name="cut">As <see cref="Divide"/> gives it.</param>
    public static Either<DataError, ClassCut> Parse(string source, string cut)
    {
        var shares = Arr<(string Class, double Share)>.Empty;
        foreach (var part in cut[1..].Split(','))
        {
            var equals = part.LastIndexOf('=');
            if (equals < 1)
                return Wrong($"'{part}' is no class with its share.");
            var name = part[..equals];
            if (shares.Exists(known => known.Class == name))
                return Wrong($"Class '{name}' has two shares.");
            if (!double.TryParse(part.AsSpan(equals + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var share)
                || share is not (> 0 and <= 1))
                return Wrong($"The share '{part[(equals + 1)..]}' of class '{name}' is no number above 0 and at most 1.");
            shares = shares.Add((name, share));
        }

        return new ClassCut(source, shares);

        DataError Wrong(string what) => new DataError.BadSource(
            source, what, $"Write {Form} after the source, such as mnist?4=0.2; {Others} is every class not named.");
    }

    /// <summary>The source's rows without those that are cut.</summary>
    public Either<DataError, SourceRows> Of(SourceRows rows) => rows.Subset(source, Kept);

    /// <summary>The rows that stay, in order, as are all whose class is not known. Of each class at least one.</summary>
    private Either<DataError, int[]> Kept(Dataset data, Dataset train)
    {
        if (data.KnownLabels is not { } labels || train.KnownLabels is not { } known)
            return Unusable("The data have no labels, so no class can be cut.", "Leave out the cut, or add labels.");
        var classOf = labels.ToArray();
        var numbers = known.ToArray().Where(number => number != Dataset.Unknown).Distinct().Order().ToArray();
        var names = System.Array.ConvertAll(numbers, number => NameOf(train, number));
        if (shares.Find(share => share.Class != Others && !names.Contains(share.Class)).Case is (string unknown, double))
            return Unusable($"There is no class '{unknown}'.", $"Use {string.Join(", ", names)}.");
        var gone = new System.Collections.Generic.HashSet<int>();
        for (var i = 0; i < numbers.Length; i++)
        {
            var rows = Enumerable.Range(0, classOf.Length).Where(row => classOf[row] == numbers[i]).ToArray();
            var kept = Math.Max(1, (int)Math.Round(ShareOf(names[i]) * rows.Length, MidpointRounding.AwayFromZero));
            gone.UnionWith(RandomKey.FromSeed(0).Fold("class cut").Fold((ulong)numbers[i]).Permutation(rows.Length)
                .Skip(kept).Select(place => rows[place]));
        }

        return Enumerable.Range(0, classOf.Length).Where(row => !gone.Contains(row)).ToArray();
    }

    private double ShareOf(string name) =>
        (shares.Find(share => share.Class == name) || shares.Find(share => share.Class == Others)).Match(share => share.Share, () => 1);

    private static string NameOf(Dataset data, int number) =>
        number < data.ClassNames.Count ? data.ClassNames[number] : number.ToString(CultureInfo.InvariantCulture);

    private DataError.Unusable Unusable(string what, string remedy) => new(source, what, remedy);
}
