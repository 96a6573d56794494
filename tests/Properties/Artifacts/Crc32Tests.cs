namespace GmmVae.Tests.Properties;

public sealed class Crc32Tests
{
    [Fact]
    public void The_check_value_of_the_standard_is_met() => Assert.Equal(0xCBF43926, Crc32.Of("1234"u8, "56789"u8));
}
