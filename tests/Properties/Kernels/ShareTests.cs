using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public class ShareTests
{
    private static Gen<int> Lengths { get; } = Gen.Choose(0, 5000);

    private static Gen<int> Units { get; } = Gen.Choose(1, 40);

    private static Gen<int> Parts { get; } = Gen.Choose(1, 17);

    [Law(nameof(Lengths), nameof(Units), nameof(Parts), MaxTest = 500)]
    public void Shares_cover_the_range_once_and_start_at_multiples_of_the_unit(int length, int unit, int parts)
    {
        int next = 0;
        for (int part = 0; part < parts; part++)
        {
            (int start, int end) = Share.Of(length, unit, part, parts);
            Assert.Equal(next, start);
            Assert.True(start % unit == 0 || start == length);
            Assert.InRange(end - start, 0, ((length / unit / parts) + 2) * unit);
            next = end;
        }

        Assert.Equal(length, next);
    }
}
