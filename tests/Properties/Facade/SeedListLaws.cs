using FsCheck;
using FsCheck.Fluent;
using GmmVae.Cli.Options;

namespace GmmVae.Tests.Properties;

public sealed class SeedListLaws
{
    /// <summary>Pieces of a list, of single seeds and ranges, that lie apart.</summary>
    private static readonly Gen<(ulong First, ulong Last)[]> Pieces =
        from spans in Gen.Choose(0, 5).NonEmptyListOf()
        from gaps in Gen.Choose(1, 1000).ArrayOf(spans.Count)
        from backwards in Gen.Elements(true, false)
        let starts = gaps.Select((_, i) => (ulong)gaps.Take(i + 1).Sum() + (ulong)spans.Take(i).Sum())
        let pieces = starts.Zip(spans, (start, span) => (start, start + (ulong)span)).ToArray()
        select backwards ? [.. pieces.Reverse()] : pieces;

    [Law(nameof(Pieces))]
    public void A_list_is_its_pieces_in_their_order_both_ends_of_a_range_included((ulong First, ulong Last)[] pieces)
    {
        var text = string.Join(',', pieces.Select(piece => piece.First == piece.Last ? $"{piece.First}" : $"{piece.First}..{piece.Last}"));
        var expected = pieces.SelectMany(piece =>
            Enumerable.Range(0, (int)(piece.Last - piece.First) + 1).Select(i => piece.First + (ulong)i));
        Assert.Equal(expected, SeedList.Parse(text));
    }

    [Theory]
    [InlineData("7", new[] { 7UL })]
    [InlineData("0..3", new[] { 0UL, 1UL, 2UL, 3UL })]
    [InlineData("9,3..4,0", new[] { 9UL, 3UL, 4UL, 0UL })]
    [InlineData("5..5", new[] { 5UL })]
    [InlineData("18446744073709551614..18446744073709551615", new[] { ulong.MaxValue - 1, ulong.MaxValue })]
    public void Seeds_are_read_as_they_are_written(string text, ulong[] seeds) => Assert.Equal(seeds, SeedList.Parse(text));

    [Theory]
    [InlineData("", "'' is not a seed")]
    [InlineData("1,,2", "'' is not a seed")]
    [InlineData("a", "'a' is not a seed")]
    [InlineData("-1", "'-1' is not a seed")]
    [InlineData("1.5", "'1.5' is not a seed")]
    [InlineData("0..", "'0..' is not a seed")]
    [InlineData("..9", "'..9' is not a seed")]
    [InlineData("0...9", "'0...9' is not a seed")]
    [InlineData("0..3..5", "'0..3..5' is not a seed")]
    [InlineData("1, 2", "' 2' is not a seed")]
    [InlineData("18446744073709551616", "'18446744073709551616' is not a seed")]
    [InlineData("9..0", "'9..0' ends before it begins")]
    [InlineData("0..10000", "more than 10000 seeds")]
    [InlineData("0..18446744073709551615", "more than 10000 seeds")]
    [InlineData("1..5000,6000..11000", "more than 10000 seeds")]
    public void What_is_no_list_of_seeds_is_refused_with_the_reason(string text, string reason)
    {
        var failure = Assert.Throws<GmmVaeException>(() => SeedList.Parse(text));
        Assert.Equal(FailureKind.Usage, failure.Kind);
        Assert.StartsWith("Seeds: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void As_many_as_allowed_are_allowed() => Assert.Equal(SeedList.Most, SeedList.Parse("1..10000").Count);
}
