namespace GmmVae.Tests.EndToEnd;

/// <summary>Cases of a theory.</summary>
internal static class Cases
{
    /// <summary>Each of the first with each of the second.</summary>
    internal static TheoryData<TFirst, TSecond> Each<TFirst, TSecond>(IEnumerable<TFirst> first, IEnumerable<TSecond> second)
    {
        var cases = new TheoryData<TFirst, TSecond>();
        foreach (var (one, other) in first.SelectMany(one => second, (one, other) => (one, other)))
            cases.Add(one, other);
        return cases;
    }
}
